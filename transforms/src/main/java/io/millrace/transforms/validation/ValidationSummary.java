package io.millrace.transforms.validation;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.statistics.Splits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.AnomalyInfo.Severity;
import org.tensorflow.metadata.v0.DriftSkewInfo;
import org.tensorflow.metadata.v0.DriftSkewInfo.Measurement;

/** What the runner shows and records of the validation of all splits, and whether it stops. */
final class ValidationSummary {
  private static final int SHOWN_IN_FAILURE = 5;
  private static final String DATASET = "(dataset)";

  private final Map<String, SplitValidation> found;
  private final Optional<RowChecks> rowChecks;
  private final ExampleValidatorOptions options;
  private final List<List<Object>> rows = new ArrayList<>();
  private final List<String> stopping = new ArrayList<>();

  ValidationSummary(
      Map<String, SplitValidation> found,
      Optional<RowChecks> rowChecks,
      ExampleValidatorOptions options) {
    this.found = found;
    this.rowChecks = rowChecks;
    this.options = options;
  }

  ComponentResult result() {
    List<String> blessed = new ArrayList<>();
    List<List<Object>> measured = new ArrayList<>();
    List<List<Object>> distances = new ArrayList<>();
    found.forEach(
        (split, validation) -> {
          int before = rows.size();
          addRows(split, validation.anomalies());
          blessed.add('"' + split + "\": " + (rows.size() == before ? 1 : 0));
          addMeasured(measured, split, validation.anomalies());
          validation.distances().forEach(report -> distances.addAll(report.rows()));
        });
    ComponentResult.Builder result =
        ComponentResult.builder(-1, -1)
            .headline(
                (rows.isEmpty() ? "no anomalies" : count(rows.size()))
                    + " in the splits "
                    + String.join(", ", found.keySet()))
            .property(
                ExampleValidator.ANOMALIES,
                Splits.PROPERTY,
                ArtifactLayout.splitNames(List.copyOf(found.keySet())))
            .property(
                ExampleValidator.ANOMALIES, "blessed", "{" + String.join(", ", blessed) + "}");
    if (!rows.isEmpty()) {
      result.table(
          "Anomalies", List.of("split", "feature", "severity", "type", "description"), rows);
    }
    if (!stopping.isEmpty()) {
      result.failure(failure());
    }
    if (!measured.isEmpty()) {
      result.table(
          "Compared by the schema and the label",
          List.of("split", "feature", "kind", "measure", "value", "threshold", "accepted"),
          measured);
    }
    if (!distances.isEmpty()) {
      result.table("Distances", DistanceReport.columns(), distances);
    }
    List<List<Object>> history =
        found.values().stream().flatMap(v -> v.history().stream()).toList();
    if (!history.isEmpty()) {
      result.table("History", HistoryChecks.COLUMNS, history);
    }
    rowChecks.ifPresent(
        checks -> {
          result.table("Row checks", RowChecks.COLUMNS, checks.rows());
          if (!checks.samples().isEmpty()) {
            result.table("Failing examples", RowChecks.SAMPLE_COLUMNS, checks.samples());
          }
        });
    return result.build();
  }

  private void addRows(String split, Anomalies anomalies) {
    if (anomalies.getDataMissing()) {
      add(
          List.of(
              split, DATASET, Severity.ERROR.name(), "DATA_MISSING", "The split has no records."));
    }
    if (anomalies.hasDatasetAnomalyInfo()) {
      add(row(split, DATASET, anomalies.getDatasetAnomalyInfo()));
    }
    anomalies.getAnomalyInfoMap().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> add(row(split, entry.getKey(), entry.getValue())));
  }

  private void add(List<Object> row) {
    rows.add(row);
    boolean error = row.get(2).equals(Severity.ERROR.name());
    boolean stops =
        switch (options.failOn()) {
          case ERROR -> error;
          case WARNING -> true;
          case NEVER -> false;
        };
    if (stops) {
      stopping.add(row.get(0) + ": " + row.get(1) + ": " + row.get(4));
    }
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

  private static void addMeasured(List<List<Object>> rows, String split, Anomalies anomalies) {
    for (DriftSkewInfo info : anomalies.getDriftSkewInfoList()) {
      String feature = FeatureKey.of(info.getPath()).serialized();
      info.getDriftMeasurementsList().forEach(m -> rows.add(row(split, feature, "drift", m)));
      info.getSkewMeasurementsList().forEach(m -> rows.add(row(split, feature, "skew", m)));
    }
  }

  private static List<Object> row(
      String split, String feature, String kind, Measurement measurement) {
    return List.of(
        split,
        feature,
        kind,
        measurement.getType().name(),
        measurement.getValue(),
        measurement.getThreshold(),
        measurement.getValue() <= measurement.getThreshold());
  }

  private String failure() {
    int more = stopping.size() - SHOWN_IN_FAILURE;
    return count(stopping.size())
        + ": "
        + String.join("; ", stopping.subList(0, Math.min(SHOWN_IN_FAILURE, stopping.size())))
        + (more > 0 ? "; and " + more + " more" : "")
        + " (expected: data that fit the schema; mend the data or the schema)";
  }

  private static String count(int anomalies) {
    return anomalies == 1 ? "1 anomaly" : anomalies + " anomalies";
  }
}
