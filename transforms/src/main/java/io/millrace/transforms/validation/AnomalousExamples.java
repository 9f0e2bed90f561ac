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
 */
public final class AnomalousExamples implements Component<AnomalousExamplesOptions> {
  private static final String EXAMPLES = "examples";
  private static final String SCHEMA = "schema";
  private static final String ANOMALOUS = "anomalous_examples";

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
                ANOMALOUS, ArtifactType.EXAMPLES, "The examples that do not fit, by split.")),
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
    AnomalousJob.Found found;
    try (Progress.Stage stage = context.progress().stage("validating", expected, "records")) {
      found =
          new AnomalousJob(context.spark(), context.storage(), stage.taskCounter())
              .run(examples, splits, schema, options, context.output(ANOMALOUS));
    }
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
                "%,d of %,d examples do not fit the schema"
                    .formatted(manifest.records(), found.read()))
            .property(ANOMALOUS, Splits.PROPERTY, ArtifactLayout.splitNames(splits));
    if (!rows.isEmpty()) {
      result.table("Reasons", List.of("split", "reason", "examples"), rows);
    }
    return result.build();
  }
}
