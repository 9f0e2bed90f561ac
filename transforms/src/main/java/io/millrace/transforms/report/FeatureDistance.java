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
    List<String> path, String against, String measure, double value, OptionalDouble threshold) {
  /** Copies the path. */
  public FeatureDistance {
    path = List.copyOf(path);
  }
}
