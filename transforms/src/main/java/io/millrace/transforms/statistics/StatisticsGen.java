package io.millrace.transforms.statistics;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.ComponentSpec;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.files.SchemaFiles;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.sketch.DistinctCounter;
import io.millrace.transforms.statistics.sketch.FrequentItems;
import io.millrace.transforms.statistics.sketch.NumberDistribution;
import io.millrace.transforms.statistics.sketch.QuantileSketch;
import io.millrace.transforms.statistics.slice.SliceRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  @Override
  public ComponentSpec<StatisticsGenOptions> spec() {
    return new ComponentSpec<>(
        "StatisticsGen",
        "Computes statistics of every feature of every split.",
        List.of(
            Channel.required(EXAMPLES, ArtifactType.EXAMPLES, "The examples."),
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
    InputArtifact input = context.input(EXAMPLES);
    Storage storage = context.storage();
    StatisticsGenOptions options = context.options();
    ExamplesArtifact examples = ExamplesArtifact.open(storage, input.uri());
    List<String> splits = Splits.ordered(examples.splits(), input, options.excludeSplits());
    List<List<ExampleFile>> files = splits.stream().map(examples::files).toList();
    Schema schema = schema(context);
    ExampleReading reading =
        new ExampleReading(
            Settings.of(options, schema, Vocabularies.read(storage, options, schema)),
            new SliceRules(options.slicingSpecs()),
            isSequence(input),
            options.sampleRate(),
            options.sampleSeed());
    List<SplitAccumulator> counted;
    long expected = ExampleFile.records(files.stream().flatMap(List::stream).toList());
    try (Progress.Stage stage = context.progress().stage("statistics", expected, "records")) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(context.spark().sparkContext());
      counted = new StatisticsJob(spark, storage, stage.taskCounter(), reading).run(files);
    }
    Map<String, SplitStatistics> counts = new LinkedHashMap<>();
    for (int i = 0; i < splits.size(); i++) {
      counts.put(splits.get(i), new SplitStatistics(options, schema, counted.get(i)));
    }
    return StatisticsOutput.write(
        storage, context.output(STATISTICS), counts, spanOf(input.properties()));
  }

  /** Later runs find the statistics of the span before by these. */
  private static Map<String, Object> spanOf(Map<String, Object> properties) {
    Map<String, Object> span = new LinkedHashMap<>();
    for (String key : List.of("span", "version")) {
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

  private static boolean isSequence(InputArtifact examples) {
    return Payload.SEQUENCE_EXAMPLE
        .tfxName()
        .equals(examples.properties().get(ExamplesArtifact.PAYLOAD_FORMAT));
  }
}
