package io.millrace.transforms.report;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How far a feature of a dataset lies from another dataset, beside what the anomalies hold of drift
 * and skew.
 *
 * @param path of the feature
 * @param against what it was compared with, such as {@code serving}
 * @param measure such as {@code kolmogorov_smirnov}
 * @param threshold above which it counts as an anomaly; empty where there is none
 */
public record FeatureDistance(
    List<String> path,
    String against,
    String measure,
    Estimate value,
    OptionalDouble threshold,
    Basis basis) {
  /** Copies the path. */
  public FeatureDistance {
    path = List.copyOf(path);
  }

  /**
   * A distance, and between which bounds that of the data lies.
   *
   * @param upper infinity where nothing bounds it
   */
  public record Estimate(double value, double lower, double upper) {
    /** Whether it is known exactly. */
    public boolean isExact() {
      return lower == upper;
    }
  }

  /**
   * What the distances of a feature were taken from.
   *
   * @param tail the share of values that the statistics do not list, where values are compared
   * @param controlTail that of what it was compared with
   * @param note what else is to be known; may be empty
   */
  public record Basis(double tail, double controlTail, String note) {}

  /** Whether it is above its threshold. */
  boolean isHigh() {
    return threshold.isPresent() && value.value() > threshold.getAsDouble();
  }
}
