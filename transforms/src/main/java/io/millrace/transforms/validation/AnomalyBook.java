package io.millrace.transforms.validation;

import io.millrace.transforms.schema.ByteOrder;
import io.millrace.transforms.schema.Reasons;
import io.millrace.transforms.schema.SchemaUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.AnomalyInfo.Severity;
import org.tensorflow.metadata.v0.DriftSkewInfo;
import org.tensorflow.metadata.v0.Path;
import org.tensorflow.metadata.v0.Schema;

/**
 * The anomalies of a dataset under construction: reasons by feature, each with its severity. The
 * severity of a feature is the highest of its reasons; what an override makes UNKNOWN is no anomaly
 * if nothing else is. Not thread-safe.
 */
final class AnomalyBook {
  private record Finding(AnomalyInfo.Reason reason, Severity severity) {}

  private record Page(Optional<Path> path, List<Finding> findings) {}

  private final Severities severities;
  private final Map<String, Page> features = new TreeMap<>(ByteOrder.INSTANCE);
  private final Page dataset = new Page(Optional.empty(), new ArrayList<>());
  private final List<DriftSkewInfo> measured = new ArrayList<>();
  private boolean dataMissing;

  AnomalyBook(Severities severities) {
    this.severities = severities;
  }

  /** Adds what does not fit the schema. */
  void addAll(SchemaUpdate update) {
    dataMissing |= update.dataMissing();
    update
        .anomalies()
        .forEach((key, info) -> add(key, info.getPath(), info.getReasonList(), info.getSeverity()));
    update
        .datasetAnomaly()
        .ifPresent(info -> addToDataset(info.getReasonList(), info.getSeverity()));
  }

  /** Adds reasons of severity ERROR behind those that a feature has; none is no anomaly. */
  void add(FeatureKey feature, Reasons reasons) {
    add(feature, reasons, Severity.ERROR);
  }

  /** Adds reasons behind those that a feature has. */
  void add(FeatureKey feature, Reasons reasons, Severity severity) {
    if (!reasons.isEmpty()) {
      add(feature.serialized(), feature.path(), reasons.toAnomaly().getReasonList(), severity);
    }
  }

  private void add(String key, Path path, List<AnomalyInfo.Reason> reasons, Severity severity) {
    Page page = features.computeIfAbsent(key, k -> new Page(Optional.of(path), new ArrayList<>()));
    reasons.forEach(
        r -> page.findings().add(new Finding(r, severities.of(key, r.getType(), severity))));
  }

  /** Adds reasons before those that the dataset has, as TFDV orders them. */
  void addFirst(Reasons reasons) {
    List<Finding> before = List.copyOf(dataset.findings());
    dataset.findings().clear();
    addToDataset(reasons, Severity.ERROR);
    dataset.findings().addAll(before);
  }

  /** Adds reasons behind those that the dataset has. */
  void addToDataset(Reasons reasons, Severity severity) {
    if (!reasons.isEmpty()) {
      addToDataset(reasons.toAnomaly().getReasonList(), severity);
    }
  }

  private void addToDataset(List<AnomalyInfo.Reason> reasons, Severity severity) {
    reasons.forEach(
        r ->
            dataset
                .findings()
                .add(new Finding(r, severities.of(Severities.DATASET, r.getType(), severity))));
  }

  /** Records what a comparator has measured. */
  void add(DriftSkewInfo info) {
    measured.add(info);
  }

  /** The message, with its baseline. */
  Anomalies toProto(Schema schema) {
    Anomalies.Builder anomalies =
        Anomalies.newBuilder()
            .setBaseline(schema)
            .setAnomalyNameFormat(Anomalies.AnomalyNameFormat.SERIALIZED_PATH)
            .addAllDriftSkewInfo(measured);
    if (dataMissing) {
      anomalies.setDataMissing(true);
    }
    features.forEach(
        (key, page) -> info(page).ifPresent(info -> anomalies.putAnomalyInfo(key, info)));
    info(dataset).ifPresent(anomalies::setDatasetAnomalyInfo);
    return anomalies.build();
  }

  private static Optional<AnomalyInfo> info(Page page) {
    Severity highest = Severity.UNKNOWN;
    Reasons all = new Reasons();
    for (Finding finding : page.findings()) {
      AnomalyInfo.Reason reason = finding.reason();
      all.add(reason.getType(), reason.getShortDescription(), reason.getDescription());
      highest = finding.severity().compareTo(highest) > 0 ? finding.severity() : highest;
    }
    if (highest == Severity.UNKNOWN) {
      return Optional.empty();
    }
    AnomalyInfo.Builder info = all.toAnomaly().toBuilder().setSeverity(highest);
    page.path().ifPresent(info::setPath);
    return Optional.of(info.build());
  }
}
