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
import io.millrace.transforms.schema.Reasons;
import io.millrace.transforms.schema.SchemaFiles;
import io.millrace.transforms.schema.SchemaUpdate;
import io.millrace.transforms.schema.SerializedPath;
import io.millrace.transforms.statistics.Splits;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DriftSkewInfo.Measurement;
import org.tensorflow.metadata.v0.Schema;

/**
 * Finds what in the statistics of each split does not fit the schema ({@link SchemaUpdate}), and
 * compares the label of each split with that of the training split ({@link LabelComparison}).
 *
 * <p>Writes {@code Split-<split>/SchemaDiff.pb}, a binary Anomalies message with the schema as its
 * baseline, and the artefact property {@code blessed}: a JSON map from each split to 1, or 0 if it
 * has anomalies. The comparison of the label stands as skew in the file of the split compared.
 */
public final class ExampleValidator implements Component<ExampleValidatorOptions> {
  /** The file of a split. */
  public static final String FILE_NAME = "SchemaDiff.pb";

  private static final String STATISTICS = "statistics";
  private static final String SCHEMA = "schema";
  private static final String ANOMALIES = "anomalies";
  private static final String TRAIN = "train";
  private static final int SHOWN_IN_FAILURE = 5;

  /** As TFDV proposes for a new feature while it validates. */
  private static final int NEW_DOMAIN_SIZE = 400;

  @Override
  public ComponentSpec<ExampleValidatorOptions> spec() {
    return new ComponentSpec<>(
        "ExampleValidator",
        "Finds anomalies: statistics that do not fit the schema.",
        List.of(
            Channel.required(
                STATISTICS, ArtifactType.EXAMPLE_STATISTICS, "Statistics of each split."),
            Channel.required(SCHEMA, ArtifactType.SCHEMA, "The schema.")),
        List.of(
            Channel.required(
                ANOMALIES, ArtifactType.EXAMPLE_ANOMALIES, "Anomalies of each split.")),
        ExampleValidatorOptions.class);
  }

  @Override
  public ComponentResult run(ComponentContext<ExampleValidatorOptions> context) throws IOException {
    Storage storage = context.storage();
    ExampleValidatorOptions options = context.options();
    InputArtifact input = context.input(STATISTICS);
    Schema schema = SchemaFiles.read(storage, context.input(SCHEMA).uri());
    Map<String, DatasetFeatureStatistics> statistics = new LinkedHashMap<>();
    for (String split : Splits.of(storage, input, options.excludeSplits())) {
      statistics.put(split, StatisticsFiles.read(storage, input.uri(), split));
    }
    Map<String, Anomalies> found = validate(schema, statistics, options);
    for (Map.Entry<String, Anomalies> split : found.entrySet()) {
      String folder = ArtifactLayout.split(context.output(ANOMALIES), split.getKey());
      storage.writeBytes(Storage.resolve(folder, FILE_NAME), split.getValue().toByteArray());
    }
    return result(found, options);
  }

  /** The anomalies of each split. */
  static Map<String, Anomalies> validate(
      Schema schema,
      Map<String, DatasetFeatureStatistics> statistics,
      ExampleValidatorOptions options) {
    options.label().ifPresent(label -> LabelComparison.checkLabel(label, statistics.values()));
    Map.Entry<String, DatasetFeatureStatistics> training =
        statistics.entrySet().stream()
            .filter(s -> s.getKey().equals(TRAIN))
            .findFirst()
            .orElse(statistics.entrySet().iterator().next());
    Map<String, Anomalies> found = new LinkedHashMap<>();
    for (Map.Entry<String, DatasetFeatureStatistics> split : statistics.entrySet()) {
      Anomalies.Builder anomalies = compare(schema, split.getValue());
      if (options.label().isPresent() && !split.getKey().equals(training.getKey())) {
        LabelComparison.of(options, training, split)
            .ifPresent(comparison -> add(anomalies, comparison, options.label().get()));
      }
      found.put(split.getKey(), anomalies.build());
    }
    return found;
  }

  private static Anomalies.Builder compare(Schema schema, DatasetFeatureStatistics statistics) {
    SchemaUpdate update = SchemaUpdate.of(schema, statistics, NEW_DOMAIN_SIZE);
    Anomalies.Builder anomalies =
        Anomalies.newBuilder()
            .setBaseline(schema)
            .setAnomalyNameFormat(Anomalies.AnomalyNameFormat.SERIALIZED_PATH)
            .putAllAnomalyInfo(update.anomalies());
    update.datasetAnomaly().ifPresent(anomalies::setDatasetAnomalyInfo);
    if (update.dataMissing()) {
      anomalies.setDataMissing(true);
    }
    return anomalies;
  }

  private static void add(Anomalies.Builder anomalies, LabelComparison comparison, String label) {
    anomalies.addDriftSkewInfo(comparison.info());
    if (comparison.reasons().isEmpty()) {
      return;
    }
    Reasons all = new Reasons();
    String path = SerializedPath.of(label);
    AnomalyInfo others = anomalies.getAnomalyInfoMap().get(path);
    if (others != null) {
      all.addAll(others);
    }
    all.addAll(comparison.reasons().toAnomaly(label));
    anomalies.putAnomalyInfo(path, all.toAnomaly(label));
  }

  private static ComponentResult result(
      Map<String, Anomalies> found, ExampleValidatorOptions options) {
    List<String> problems = new ArrayList<>();
    List<String> blessed = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    List<List<Object>> labels = new ArrayList<>();
    for (Map.Entry<String, Anomalies> split : found.entrySet()) {
      Anomalies anomalies = split.getValue();
      int before = rows.size();
      addRows(rows, split.getKey(), anomalies);
      rows.subList(before, rows.size())
          .forEach(row -> problems.add(split.getKey() + ": " + row.get(1) + ": " + row.get(4)));
      blessed.add('"' + split.getKey() + "\": " + (rows.size() == before ? 1 : 0));
      addLabels(labels, split.getKey(), anomalies);
    }
    int count = problems.size();
    ComponentResult.Builder result =
        ComponentResult.builder(-1, -1)
            .headline(
                (count == 0 ? "no anomalies" : count(count))
                    + " in the splits "
                    + String.join(", ", found.keySet()))
            .property(
                ANOMALIES, Splits.PROPERTY, ArtifactLayout.splitNames(List.copyOf(found.keySet())))
            .property(ANOMALIES, "blessed", "{" + String.join(", ", blessed) + "}");
    if (count > 0) {
      result.table(
          "Anomalies", List.of("split", "feature", "severity", "type", "description"), rows);
      if (options.failOn() == ExampleValidatorOptions.FailOn.ERROR) {
        result.failure(failure(problems));
      }
    }
    if (!labels.isEmpty()) {
      result.table(
          "Label distribution",
          List.of("split", "feature", "measure", "value", "threshold", "accepted"),
          labels);
    }
    return result.build();
  }

  private static void addRows(List<List<Object>> rows, String split, Anomalies anomalies) {
    if (anomalies.getDataMissing()) {
      rows.add(
          List.of(
              split,
              "(dataset)",
              AnomalyInfo.Severity.ERROR.name(),
              "DATA_MISSING",
              "The split has no records."));
    }
    if (anomalies.hasDatasetAnomalyInfo()) {
      rows.add(row(split, "(dataset)", anomalies.getDatasetAnomalyInfo()));
    }
    anomalies.getAnomalyInfoMap().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> rows.add(row(split, entry.getKey(), entry.getValue())));
  }

  private static List<Object> row(String split, String feature, AnomalyInfo info) {
    List<String> types = info.getReasonList().stream().map(r -> r.getType().name()).toList();
    return List.of(
        split,
        feature,
        info.getSeverity().name(),
        String.join(", ", types),
        Optional.of(info.getDescription())
            .filter(d -> !d.isEmpty())
            .orElse(info.getShortDescription()));
  }

  private static void addLabels(List<List<Object>> rows, String split, Anomalies anomalies) {
    anomalies
        .getDriftSkewInfoList()
        .forEach(
            info -> {
              for (Measurement measurement : info.getSkewMeasurementsList()) {
                rows.add(
                    List.of(
                        split,
                        String.join(".", info.getPath().getStepList()),
                        measurement.getType().name(),
                        measurement.getValue(),
                        measurement.getThreshold(),
                        measurement.getValue() <= measurement.getThreshold()));
              }
            });
  }

  private static String failure(List<String> problems) {
    int more = problems.size() - SHOWN_IN_FAILURE;
    return count(problems.size())
        + ": "
        + String.join("; ", problems.subList(0, Math.min(SHOWN_IN_FAILURE, problems.size())))
        + (more > 0 ? "; and " + more + " more" : "")
        + " (expected: data that fit the schema; mend the data or the schema)";
  }

  private static String count(int anomalies) {
    return anomalies == 1 ? "1 anomaly" : anomalies + " anomalies";
  }
}
