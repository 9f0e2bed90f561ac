package io.millrace.transforms.validation;

import java.util.Map;

/**
 * The counts of the values that statistics list, and what they leave out: a rank histogram holds
 * only the most frequent values.
 *
 * @param counts by value
 * @param total of all values, listed or not
 * @param distinct values in all; an estimate, if they come from a sketch
 */
record ListedValues(Map<String, Double> counts, double total, long distinct) {
  ListedValues {
    // Sketches give upper bounds of counts.
    total = Math.max(total, Distances.total(counts));
  }

  /** The share of the values that are not listed. */
  double tail() {
    double rest = total - Distances.total(counts);
    // Weights are sums of doubles.
    return total == 0 || rest < 1e-9 * total ? 0 : rest / total;
  }

  /** The distinct values that are not listed. */
  long unlisted() {
    return Math.max(0, distinct - counts.size());
  }

  /** The share of a value that is listed, 0 of another. */
  double share(String value) {
    return total == 0 ? 0 : counts.getOrDefault(value, 0.0) / total;
  }

  /** The most that the share of a value that is not listed can be. */
  double mostUnlisted() {
    if (tail() == 0) {
      return 0;
    }
    double least =
        counts.values().stream().mapToDouble(Double::doubleValue).min().orElse(total) / total;
    return Math.min(tail(), least);
  }
}
