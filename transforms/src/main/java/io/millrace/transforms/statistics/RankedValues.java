package io.millrace.transforms.statistics;

import java.util.Arrays;

/**
 * Distinct values in ascending order with the number of values at or below each.
 *
 * @param values ascending, without NaN or repetition
 * @param cumulative of the same length, strictly ascending
 */
record RankedValues(double[] values, long[] cumulative) {
  /** From distinct ascending values and their weights, which are above zero. */
  static RankedValues of(double[] values, long[] weights) {
    long[] cumulative = weights.clone();
    Arrays.parallelPrefix(cumulative, Long::sum);
    return new RankedValues(values, cumulative);
  }

  boolean isEmpty() {
    return values.length == 0;
  }

  long total() {
    return values.length == 0 ? 0 : cumulative[cumulative.length - 1];
  }

  /** The value of 0-based rank {@code rank} in the sorted multiset; {@code 0 <= rank < total}. */
  double at(long rank) {
    int found = Arrays.binarySearch(cumulative, rank + 1);
    return values[found >= 0 ? found : -found - 1];
  }

  /** How many values are below a bound. */
  long below(double bound) {
    int found = Arrays.binarySearch(values, bound);
    int index = (found >= 0 ? found : -found - 1) - 1;
    return index < 0 ? 0 : cumulative[index];
  }

  /** The number of values equal to {@code values[index]}. */
  long count(int index) {
    return cumulative[index] - (index == 0 ? 0 : cumulative[index - 1]);
  }
}
