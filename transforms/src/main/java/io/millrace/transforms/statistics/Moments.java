package io.millrace.transforms.statistics;

import java.io.Serializable;

/**
 * Count, mean and sum of squared differences from the mean, in float64 (Welford 1962; merged after
 * Chan, Golub and LeVeque 1979). Merging is associative and commutative up to rounding. Not
 * thread-safe.
 */
final class Moments implements Serializable {
  private static final long serialVersionUID = 1L;

  private long count;
  private double mean;
  private double squares;

  void add(double value) {
    count++;
    double delta = value - mean;
    mean += delta / count;
    squares += delta * (value - mean);
  }

  /** Adds a value {@code times} times (above zero). */
  void add(double value, long times) {
    combine(times, value, 0);
  }

  void merge(Moments other) {
    if (other.count > 0) {
      combine(other.count, other.mean, other.squares);
    }
  }

  long count() {
    return count;
  }

  /** 0 without values, as in TFDV. */
  double mean() {
    return mean;
  }

  /** Of the population (divided by n, as in TFDV); 0 without values. */
  double standardDeviation() {
    return count == 0 ? 0 : Math.sqrt(Math.max(0, squares / count));
  }

  private void combine(long otherCount, double otherMean, double otherSquares) {
    long sum = count + otherCount;
    double delta = otherMean - mean;
    double share = (double) otherCount / sum;
    squares += otherSquares + delta * delta * count * share;
    mean += delta * share;
    count = sum;
  }
}
