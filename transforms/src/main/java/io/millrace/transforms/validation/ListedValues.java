package io.millrace.transforms.validation;

import java.util.Map;

/**
 * The counts of the values that statistics list, and what they leave open: a rank histogram holds
 * only the most frequent values, and where they come from a sketch their counts may be too low.
 *
 * <p>Given the least listed count {@code m}, a listed value has a count from {@code c} to {@code c
 * + error}, and one that is not listed from 0 to {@code m + error}: a sketch loses only values that
 * came at most {@code error} times, and the list leaves out only those with less than {@code m} in
 * the sketch. None of these is above the count by more than the total lacks.
 *
 * @param counts by value
 * @param total of all values, listed or not
 * @param distinct values in all; an estimate, if they come from a sketch
 * @param error by how much a count may be too low
 */
record ListedValues(Map<String, Double> counts, double total, long distinct, double error) {
  ListedValues {
    // The total of other writers may be rounded, or lack.
    total = Math.max(total, Distances.total(counts));
  }

  /** The share of the values that the counts leave out. */
  double tail() {
    double rest = total - Distances.total(counts);
    // Weights are sums of doubles.
    return total == 0 || rest < 1e-9 * total ? 0 : rest / total;
  }

  /** The distinct values that are not listed. */
  long unlisted() {
    return Math.max(0, distinct - counts.size());
  }

  /** Whether a value is listed. */
  boolean lists(String value) {
    return counts.containsKey(value);
  }

  /** The share of a value as it is listed, 0 of another. */
  double share(String value) {
    return total == 0 ? 0 : counts.getOrDefault(value, 0.0) / total;
  }

  /** The most that the share of a value that is not listed can be. */
  double mostUnlisted() {
    if (tail() == 0) {
      return 0;
    }
    double least = counts.values().stream().mapToDouble(Double::doubleValue).min().orElse(total);
    return Math.min(tail(), (least + error) / total);
  }

  /** Between which bounds the share of a value lies. */
  ShareRange range(String value) {
    double share = share(value);
    return lists(value)
        ? new ShareRange(share, share + Math.min(tail(), total == 0 ? 0 : error / total))
        : new ShareRange(0, mostUnlisted());
  }
}
