package io.millrace.transforms.validation;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.ComponentSpec;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.files.SchemaFiles;
import io.millrace.transforms.schema.SchemaUpdate;
import io.millrace.transforms.statistics.Splits;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Schema;

/**
 * Finds what in the statistics of each split does not fit the schema ({@link SchemaUpdate}),
 * compares them with serving and earlier statistics ({@link SkewAndDrift}, {@link DistanceMeter}),
 * the label of each split with that of the training split ({@link LabelComparison}), and metrics
 * with those of earlier runs ({@link HistoryChecks}).
 *
 * <p>Writes {@code Split-<split>/SchemaDiff.pb}, a binary Anomalies message with the schema as its
 * baseline, and the artefact property {@code blessed}: a JSON map from each split to 1, or 0 if it
 * has anomalies. The comparison of the label stands as skew in the file of the split compared.
 * Where anything was compared, {@code distances.json} ({@link DistanceFile}) lies beside them, and
 * always {@code anomalies.html} ({@link AnomaliesPage}) for people.
 */
public final class ExampleValidator implements Component<ExampleValidatorOptions> {
  /** The file of a split. */
  public static final String FILE_NAME = "SchemaDiff.pb";

  static final String STATISTICS = "statistics";
  static final String EXAMPLES = "examples";
  static final String SERVING = "serving_statistics";
  static final String PREVIOUS = "previous_statistics";
  static final String PREVIOUS_VERSION = "previous_version_statistics";
  static final String ANOMALIES = "anomalies";

  private static final String SCHEMA = "schema";
  private static final String TRAIN = "train";

  @Override
  public ComponentSpec<ExampleValidatorOptions> spec() {
    return new ComponentSpec<>(
        "ExampleValidator",
        "Finds anomalies: statistics that do not fit the schema, skew and drift.",
        List.of(
            Channel.required(
                STATISTICS, ArtifactType.EXAMPLE_STATISTICS, "Statistics of each split."),
            Channel.required(SCHEMA, ArtifactType.SCHEMA, "The schema."),
            Channel.optional(
                SERVING,
                ArtifactType.EXAMPLE_STATISTICS,
                "Statistics of what is served, to find skew."),
            Channel.optional(
                PREVIOUS,
                ArtifactType.EXAMPLE_STATISTICS,
                "Statistics of the previous span, to find drift."),
            Channel.optional(
                PREVIOUS_VERSION,
                ArtifactType.EXAMPLE_STATISTICS,
                "Statistics of the previous version of the span."),
            Channel.optional(
                EXAMPLES, ArtifactType.EXAMPLES, "The examples, for checks on each of them.")),
        List.of(
            Channel.required(
                ANOMALIES, ArtifactType.EXAMPLE_ANOMALIES, "Anomalies of each split.")),
        ExampleValidatorOptions.class);
  }

  @Override
  public ComponentResult run(ComponentContext<ExampleValidatorOptions> context) throws Exception {
    Storage storage = context.storage();
    ExampleValidatorOptions options = context.options();
    InputArtifact input = context.input(STATISTICS);
    Schema schema = SchemaFiles.read(storage, context.input(SCHEMA).uri());
    Map<String, DatasetFeatureStatistics> statistics = new LinkedHashMap<>();
    for (String split : Splits.of(storage, input, options.excludeSplits())) {
      statistics.put(split, StatisticsFiles.read(storage, input.uri(), split));
    }
    ControlStatistics controls = ControlStatistics.of(context);
    Optional<RowChecks> rows =
        options.rowChecks().isEmpty()
            ? Optional.empty()
            : Optional.of(RowChecks.run(context, schema, List.copyOf(statistics.keySet())));
    SplitValidation.Job job = new SplitValidation.Job(schema, controls, rows, context.spark());
    Map<String, SplitValidation> found = validate(job, statistics, RunHistory.of(context), options);
    String output = context.output(ANOMALIES);
    for (Map.Entry<String, SplitValidation> split : found.entrySet()) {
      storage.writeBytes(
          Storage.resolve(ArtifactLayout.split(output, split.getKey()), FILE_NAME),
          split.getValue().anomalies().toByteArray());
    }
    List<DistanceReport> distances =
        found.values().stream().flatMap(v -> v.distances().stream()).toList();
    if (!distances.isEmpty()) {
      DistanceFile.write(storage, output, distances);
    }
    storage.writeBytes(
        Storage.resolve(output, AnomaliesPage.NAME), AnomaliesPage.of(statistics, found));
    return new ValidationSummary(found, rows, options).result();
  }

  private static Map<String, SplitValidation> validate(
      SplitValidation.Job job,
      Map<String, DatasetFeatureStatistics> statistics,
      RunHistory history,
      ExampleValidatorOptions options)
      throws IOException {
    options.label().ifPresent(label -> LabelComparison.checkLabel(label, statistics.values()));
    String training = statistics.containsKey(TRAIN) ? TRAIN : statistics.keySet().iterator().next();
    SplitValidation.Training trained =
        new SplitValidation.Training(training, new DatasetView(statistics.get(training)));
    Map<String, SplitValidation> found = new LinkedHashMap<>();
    for (Map.Entry<String, DatasetFeatureStatistics> split : statistics.entrySet()) {
      found.put(
          split.getKey(),
          SplitValidation.of(
              job,
              split.getKey(),
              split.getValue(),
              history.of(split.getKey()),
              split.getKey().equals(training) ? Optional.empty() : Optional.of(trained),
              options));
    }
    return found;
  }
}
