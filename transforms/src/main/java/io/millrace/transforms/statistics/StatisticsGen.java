package io.millrace.transforms.statistics;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.ComponentSpec;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExampleFileParts;
import io.millrace.transforms.examples.ExampleInput;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.examples.RecordKinds;
import io.millrace.transforms.files.SchemaFiles;
import io.millrace.transforms.ingest.DirectInput;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.statistics.sketch.DistinctCounter;
import io.millrace.transforms.statistics.sketch.FrequentItems;
import io.millrace.transforms.statistics.sketch.NumberDistribution;
import io.millrace.transforms.statistics.sketch.QuantileSketch;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.tensorflow.metadata.v0.Schema;

/**
 * Computes the statistics of all features of all splits, and of their slices, in one pass over the
 * examples.
 *
 * <p>Counts, extremes, valency, lengths, mean and deviation are exact, the last two to the rounding
 * of the result. Medians, histograms and value counts of numbers are exact up to {@value
 * NumberDistribution#EXACT_LIMIT} distinct values of a feature, beyond that within the bound of
 * {@link QuantileSketch} (TFDV's is 1% of the values). Top values of strings are exact up to
 * {@value FrequentItems#DEFAULT_LIMIT} distinct ones, beyond that within the bound of {@link
 * FrequentItems}; distinct strings up to {@value DistinctCounter#EXACT_LIMIT}, beyond that within
 * that of {@link DistinctCounter}. Where a number is not exact the statistics of the feature say
 * so, as custom statistics: see {@link StatisticsFiles}. Memory per feature: at most 40 KiB for
 * numbers, twice that while they are few and distinct, and 200 KiB for strings of 20 bytes, 1.2 MiB
 * for long ones.
 *
 * <p>Writes {@code Split-<split>/FeatureStats.pb}, beside it the sketches ({@link
 * StatisticsSketches}), and {@code statistics.html}, a page for people. The same files give the
 * same bytes, on any number of executors.
 */
public final class StatisticsGen implements Component<StatisticsGenOptions> {
  private static final String EXAMPLES = "examples";
  private static final String SCHEMA = "schema";
  private static final String STATISTICS = "statistics";
  private static final String SPAN = "span";
  private static final String VERSION = "version";

  @Override
  public ComponentSpec<StatisticsGenOptions> spec() {
    return new ComponentSpec<>(
        "StatisticsGen",
        "Computes statistics of every feature of every split.",
        List.of(
            Channel.optional(
                EXAMPLES, ArtifactType.EXAMPLES, "The examples; or name an input of any format."),
            Channel.optional(
                SCHEMA,
                ArtifactType.SCHEMA,
                "Says which integers are categories and which bytes are images.")),
        List.of(
            Channel.required(
                STATISTICS, ArtifactType.EXAMPLE_STATISTICS, "Statistics of each split.")),
        StatisticsGenOptions.class);
  }

  @Override
  public ComponentResult run(ComponentContext<StatisticsGenOptions> context) throws Exception {
    StatisticsGenOptions options = context.options();
    Optional<InputArtifact> examples = context.optionalInput(EXAMPLES);
    if (examples.isPresent() == options.format().isPresent()) {
      throw MillraceException.usage(
          examples.isPresent()
              ? "StatisticsGen: examples and a format given (expected: one of them)"
              : "StatisticsGen: no examples (expected: the input 'examples', or the option format"
                  + " with an input to read directly)");
    }
    Map<String, Object> span = new LinkedHashMap<>();
    ExampleInput input;
    if (examples.isPresent()) {
      input = artefact(context, examples.get());
      span.putAll(spanOf(examples.get().properties()));
    } else {
      DirectInput.Found found =
          DirectInput.open(
              context.spark(),
              context.storage(),
              context.progress(),
              options.inputOptions().orElseThrow());
      input = found.examples();
      found.span().ifPresent(number -> span.put(SPAN, number));
      found.version().ifPresent(number -> span.put(VERSION, number));
    }
    Map<String, SplitStatistics> counted =
        ComputedStatistics.count(
            context.spark(),
            context.storage(),
            context.progress(),
            input,
            options,
            schema(context));
    return StatisticsOutput.write(context.storage(), context.output(STATISTICS), counted, span);
  }

  private static ExampleInput artefact(
      ComponentContext<StatisticsGenOptions> context, InputArtifact artefact) throws IOException {
    Storage storage = context.storage();
    ExamplesArtifact examples = ExamplesArtifact.open(storage, artefact.uri());
    Map<String, List<ExampleFile>> files =
        examples.files(
            Splits.ordered(examples.splits(), artefact, context.options().excludeSplits()));
    Object payload = artefact.properties().get(ExamplesArtifact.PAYLOAD_FORMAT);
    return new ExampleFileParts(
        JavaSparkContext.fromSparkContext(context.spark().sparkContext()),
        storage,
        files,
        payload == null
            ? RecordKinds.areSequences(
                storage, files.values().stream().flatMap(List::stream).toList())
            : payload.equals(Payload.SEQUENCE_EXAMPLE.tfxName()),
        true);
  }

  /** Later runs find the statistics of the span before by these. */
  private static Map<String, Object> spanOf(Map<String, Object> properties) {
    Map<String, Object> span = new LinkedHashMap<>();
    for (String key : List.of(SPAN, VERSION)) {
      if (properties.containsKey(key)) {
        span.put(key, properties.get(key));
      }
    }
    return span;
  }

  private static Schema schema(ComponentContext<StatisticsGenOptions> context) {
    return context
        .optionalInput(SCHEMA)
        .map(artefact -> SchemaFiles.read(context.storage(), artefact.uri()))
        .orElse(Schema.getDefaultInstance());
  }
}
