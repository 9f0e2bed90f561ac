package io.millrace.transforms.validation;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.Manifest;
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
import io.millrace.transforms.statistics.KeyedStatistics;
import io.millrace.transforms.statistics.Splits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.metadata.v0.Schema;

/**
 * Writes the examples that do not fit a schema, with their reasons, as an Examples artefact of the
 * same splits and numbers of files: each example as it was, and in the feature {@code
 * anomaly_reasons} the reasons in the form of TFDV's slice keys, {@code fare_FLOAT_TYPE_HAS_NAN}.
 * TFDV's IdentifyAnomalousExamples gives the same examples by reason.
 *
 * <p>In the same scan their statistics are computed, as TFDV's validate_examples_in_tfrecord does:
 * an ExampleStatistics artefact with a dataset of all anomalous examples of a split, and one for
 * each reason, named by it. Memory of a task: that of StatisticsGen with as many slices as there
 * are reasons, {@code max_reason_slices} at most.
 */
public final class AnomalousExamples implements Component<AnomalousExamplesOptions> {
  private static final String EXAMPLES = "examples";
  private static final String SCHEMA = "schema";
  private static final String ANOMALOUS = "anomalous_examples";
  private static final String STATISTICS = "anomaly_statistics";

  @Override
  public ComponentSpec<AnomalousExamplesOptions> spec() {
    return new ComponentSpec<>(
        "AnomalousExamples",
        "Writes the examples that do not fit a schema, each with its reasons.",
        List.of(
            Channel.required(EXAMPLES, ArtifactType.EXAMPLES, "The examples."),
            Channel.required(SCHEMA, ArtifactType.SCHEMA, "The schema.")),
        List.of(
            Channel.required(
                ANOMALOUS, ArtifactType.EXAMPLES, "The examples that do not fit, by split."),
            Channel.required(
                STATISTICS,
                ArtifactType.EXAMPLE_STATISTICS,
                "Statistics of the examples that do not fit, a slice for each reason.")),
        AnomalousExamplesOptions.class);
  }

  @Override
  public ComponentResult run(ComponentContext<AnomalousExamplesOptions> context) throws Exception {
    AnomalousExamplesOptions options = context.options();
    InputArtifact input = context.input(EXAMPLES);
    Schema schema = SchemaFiles.read(context.storage(), context.input(SCHEMA).uri());
    // What is wrong with the environment shows before the job starts.
    new InstanceValidator(schema, options.environment());
    ExamplesArtifact examples = ExamplesArtifact.open(context.storage(), input.uri());
    List<String> splits =
        Splits.of(context.storage(), input, options.excludeSplits()).stream()
            .filter(examples.splits()::contains)
            .toList();
    long expected =
        ExampleFile.records(splits.stream().flatMap(s -> examples.files(s).stream()).toList());
    KeyedStatistics statistics = new KeyedStatistics(schema, options.maxReasonSlices());
    AnomalousJob.Found found;
    try (Progress.Stage stage = context.progress().stage("validating", expected, "records")) {
      found =
          new AnomalousJob(context.spark(), context.storage(), stage.taskCounter())
              .run(
                  examples,
                  splits,
                  new AnomalousJob.Rules(schema, options, statistics),
                  context.output(ANOMALOUS));
    }
    statistics.write(context.storage(), context.output(STATISTICS), found.statistics());
    Manifest manifest = found.manifest();
    manifest.write(context.storage(), context.output(ANOMALOUS));
    List<List<Object>> rows = new ArrayList<>();
    found
        .reasons()
        .forEach(
            (split, reasons) ->
                reasons.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .forEach(r -> rows.add(List.of(split, r.getKey(), r.getValue()))));
    ComponentResult.Builder result =
        ComponentResult.builder(found.read(), manifest.records())
            .headline(
                "%,d of %,d examples do not fit the schema%s"
                    .formatted(
                        manifest.records(),
                        found.read(),
                        left(found.reasons(), options.maxReasonSlices())))
            .property(ANOMALOUS, Splits.PROPERTY, ArtifactLayout.splitNames(splits))
            .property(STATISTICS, Splits.PROPERTY, ArtifactLayout.splitNames(splits));
    if (!rows.isEmpty()) {
      result.table("Reasons", List.of("split", "reason", "examples"), rows);
    }
    return result.build();
  }

  /** Says where reasons have no statistics of their own. */
  private static String left(Map<String, Map<String, Long>> reasons, int slices) {
    StringBuilder left = new StringBuilder();
    reasons.forEach(
        (split, found) -> {
          if (found.size() > slices) {
            left.append(
                "; %s: %,d of %,d reasons have statistics of their own (max_reason_slices)"
                    .formatted(split, slices, found.size()));
          }
        });
    return left.toString();
  }
}
