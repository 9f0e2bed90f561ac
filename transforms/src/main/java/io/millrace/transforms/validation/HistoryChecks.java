package io.millrace.transforms.validation;

import io.millrace.transforms.schema.Reasons;
import io.millrace.transforms.schema.SixDigits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

/**
 * Holds metrics of a split against those of earlier runs. An outlier is an anomaly of type
 * CUSTOM_VALIDATION with its history; with too short a history nothing is judged, and the table
 * says so.
 */
final class HistoryChecks {
  private static final int SHOWN = 10;

  /** The heads of the rows. */
  static final List<String> COLUMNS =
      List.of(
          "split",
          "feature",
          "metric",
          "detector",
          "runs",
          "value",
          "at least",
          "at most",
          "state");

  private final String split;
  private final DatasetFeatureStatistics current;
  private final List<DatasetFeatureStatistics> earlier;
  private final List<List<Object>> rows = new ArrayList<>();

  /**
   * The checks of a split.
   *
   * @param earlier the oldest first
   */
  HistoryChecks(
      String split, DatasetFeatureStatistics current, List<DatasetFeatureStatistics> earlier) {
    this.split = split;
    this.current = current;
    this.earlier = List.copyOf(earlier);
  }

  /** Checks all, and gives a row for each. */
  List<List<Object>> run(List<HistoryCheck> checks, AnomalyBook book) {
    checks.forEach(check -> run(check, book));
    return rows;
  }

  private void run(HistoryCheck check, AnomalyBook book) {
    MetricPath metric = MetricPath.parse(check.metric(), check.feature().isPresent());
    OptionalDouble value = value(check, metric, current);
    double[] all =
        earlier.stream()
            .map(run -> value(check, metric, run))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .filter(Double::isFinite)
            .toArray();
    double[] history = Arrays.copyOfRange(all, Math.max(0, all.length - check.runs()), all.length);
    if (value.isEmpty()) {
      add(check, history.length, "-", "-", "-", "the statistics do not hold it");
      return;
    }
    double found = value.getAsDouble();
    int least = check.detector().least();
    if (history.length < least) {
      String state =
          "history too short: " + history.length + " (expected: at least " + least + " runs)";
      add(check, history.length, found, "-", "-", state);
      return;
    }
    HistoryDetector.Band band = check.detector().band(history);
    boolean holds = band.holds(found);
    add(check, history.length, found, band.lower(), band.upper(), holds ? "ok" : "outlier");
    if (!holds) {
      report(check, found, band, history, book);
    }
  }

  private static OptionalDouble value(
      HistoryCheck check, MetricPath metric, DatasetFeatureStatistics dataset) {
    if (check.feature().isEmpty()) {
      return metric.of(dataset);
    }
    FeatureKey key = FeatureKey.parse(check.feature().get());
    return dataset.getFeaturesList().stream()
        .filter(f -> FeatureKey.of(f).equals(key))
        .findFirst()
        .map(metric::of)
        .orElse(OptionalDouble.empty());
  }

  private static void report(
      HistoryCheck check,
      double found,
      HistoryDetector.Band band,
      double[] history,
      AnomalyBook book) {
    Reasons reasons = new Reasons();
    reasons.add(
        AnomalyInfo.Type.CUSTOM_VALIDATION,
        "Outlier of " + check.metric(),
        check.metric()
            + " is "
            + SixDigits.format(found)
            + " (expected: "
            + SixDigits.format(band.lower())
            + " to "
            + SixDigits.format(band.upper())
            + " by "
            + name(check)
            + " over "
            + history.length
            + " earlier runs: "
            + listed(history)
            + ").");
    AnomalyInfo.Severity severity = Severities.of(check.severity());
    if (check.feature().isPresent()) {
      book.add(FeatureKey.parse(check.feature().get()), reasons, severity);
    } else {
      book.addToDataset(reasons, severity);
    }
  }

  /** The newest values, the oldest of them first. */
  private static String listed(double[] history) {
    int from = Math.max(0, history.length - SHOWN);
    return (from > 0 ? "..., " : "")
        + Arrays.stream(history, from, history.length)
            .mapToObj(SixDigits::format)
            .collect(Collectors.joining(", "));
  }

  private static String name(HistoryCheck check) {
    return check.detector().getClass().getSimpleName();
  }

  private void add(
      HistoryCheck check, int runs, Object value, Object lower, Object upper, String state) {
    rows.add(
        List.of(
            split,
            check.feature().orElse("(dataset)"),
            check.metric(),
            name(check),
            (long) runs,
            value,
            lower,
            upper,
            state));
  }
}
