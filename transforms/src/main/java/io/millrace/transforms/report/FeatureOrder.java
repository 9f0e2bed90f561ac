package io.millrace.transforms.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.tensorflow.metadata.v0.AnomalyInfo;

/**
 * The order of the features of a report. By a statistic the largest comes first, and what has no
 * such statistic last; of several datasets the first that has it counts, of shares and anomalies
 * the worst.
 */
public enum FeatureOrder {
  /** As they stand in the statistics. */
  DATA,
  /** By name, without regard to case. */
  NAME,
  /** Errors, then warnings, then the rest. */
  ANOMALIES,
  /** By the share of missing examples. */
  MISSING,
  /** By the share of zeros in the values. */
  ZEROS,
  /** By the number of distinct values. */
  DISTINCT,
  MEAN,
  STD_DEV,
  MIN,
  MEDIAN,
  MAX;

  List<FeatureRow> sorted(List<FeatureRow> rows) {
    List<FeatureRow> sorted = new ArrayList<>(rows);
    switch (this) {
      case DATA -> {
        // As they are.
      }
      case NAME ->
          sorted.sort(
              Comparator.comparing((FeatureRow row) -> row.key().name().toLowerCase(Locale.ROOT))
                  .thenComparing(row -> row.key().name()));
      default -> {
        Comparator<FeatureRow> descending = Comparator.comparingDouble(this::key);
        sorted.sort(descending.reversed());
      }
    }
    return sorted;
  }

  /** What is not known sorts below everything. */
  private double key(FeatureRow row) {
    List<OptionalDouble> keys =
        row.cells().stream().map(this::key).filter(OptionalDouble::isPresent).toList();
    if (keys.isEmpty()) {
      return Double.NEGATIVE_INFINITY;
    }
    boolean worst = this == ANOMALIES || this == MISSING || this == ZEROS;
    return worst
        ? keys.stream().mapToDouble(OptionalDouble::getAsDouble).max().getAsDouble()
        : keys.get(0).getAsDouble();
  }

  private OptionalDouble key(FeatureCell cell) {
    Figures figures = Figures.of(cell);
    return switch (this) {
      case DATA, NAME -> OptionalDouble.empty();
      case ANOMALIES ->
          OptionalDouble.of(
              cell.anomaly()
                  .map(AnomalyInfo::getSeverity)
                  .map(s -> 1.0 + s.getNumber())
                  .orElse(0.0));
      case MISSING -> figures.missingShare();
      case ZEROS -> figures.zeroShare();
      case DISTINCT -> figures.distinct();
      case MEAN -> figures.mean();
      case STD_DEV -> figures.stdDev();
      case MIN -> figures.min();
      case MEDIAN -> figures.median();
      case MAX -> figures.max();
    };
  }
}
