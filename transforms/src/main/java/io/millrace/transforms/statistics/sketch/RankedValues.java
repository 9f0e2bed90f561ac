package io.millrace.transforms.statistics.sketch;

import java.util.Arrays;

/**
 * How numbers are distributed: distinct values in ascending order with the weight at or below each.
 * Without example weights a weight is a number of values.
 *
 * @param values ascending, without NaN or repetition; owned by this record, not to be changed
 * @param cumulative of the same length, strictly ascending; likewise
 */
public record RankedValues(double[] values, double[] cumulative) {
  /** From distinct ascending values and their weights, which are above zero. */
  public static RankedValues of(double[] values, double[] weights) {
    double[] cumulative = weights.clone();
    Arrays.parallelPrefix(cumulative, Double::sum);
    return new RankedValues(values, cumulative);
  }

  /** Whether there are no values. */
  public boolean isEmpty() {
    return values.length == 0;
  }

  /** The weight of all values. */
  public double total() {
    return values.length == 0 ? 0 : cumulative[cumulative.length - 1];
  }

  /** The value of 0-based rank {@code rank} in the sorted multiset; {@code 0 <= rank < total}. */
  public double at(double rank) {
    int found = Arrays.binarySearch(cumulative, rank);
    return values[Math.min(values.length - 1, found >= 0 ? found + 1 : -found - 1)];
  }

  /** The weight of the values below a bound. */
  public double below(double bound) {
    int found = Arrays.binarySearch(values, bound);
    int index = (found >= 0 ? found : -found - 1) - 1;
    return index < 0 ? 0 : cumulative[index];
  }

  /** The weight of {@code values[index]}. */
  public double weight(int index) {
    return cumulative[index] - (index == 0 ? 0 : cumulative[index - 1]);
  }
}
