package io.millrace.transforms.statistics;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How numbers are distributed: exact counts while they have at most {@value #EXACT_LIMIT} distinct
 * values, a {@link QuantileSummary} beyond. Whether it is exact, and then all of its content,
 * depends only on the multiset of values. NaN is not accepted. Not thread-safe.
 */
final class ValueDistribution implements Serializable {
  private static final long serialVersionUID = 1L;
  static final int EXACT_LIMIT = 4096;

  private final boolean real;
  // Exactly one of the two is set.
  private LongTable exact = new LongTable(EXACT_LIMIT);
  private QuantileSummary summary;

  /**
   * An empty distribution.
   *
   * @param real whether {@link #addDouble} will be used, else {@link #addLong}
   */
  ValueDistribution(boolean real) {
    this.real = real;
  }

  boolean isExact() {
    return exact != null;
  }

  void addLong(long value) {
    add(value, 1);
  }

  void addDouble(double value) {
    // Adding 0.0 turns -0.0 into 0.0, so that there is one zero.
    add(Double.doubleToLongBits(value + 0.0), 1);
  }

  /** Adds all that another distribution of the same kind holds; the other is not changed. */
  void merge(ValueDistribution other) {
    if (other.exact != null) {
      for (long key : other.exact.sortedKeys()) {
        add(key, other.exact.count(key));
      }
    } else {
      summarize();
      summary.merge(other.summary);
    }
  }

  /** The distinct values with their cumulated counts, approximate unless {@link #isExact()}. */
  RankedValues ranked() {
    if (exact == null) {
      return summary.ranked();
    }
    long[] keys = exact.sortedKeys();
    double[] values = new double[keys.length];
    int n = 0;
    for (long key : keys) {
      double value = toDouble(key);
      // Large longs may share a double.
      if (real || n == 0 || values[n - 1] != value) {
        values[n++] = value;
      }
    }
    values = Arrays.copyOf(values, n);
    Arrays.sort(values);
    long[] weights = new long[n];
    for (long key : keys) {
      weights[Arrays.binarySearch(values, toDouble(key))] += exact.count(key);
    }
    return RankedValues.of(values, weights);
  }

  /** The exact counts of longs, or null if there are too many distinct ones. */
  LongTable exactCounts() {
    return exact;
  }

  private void add(long key, long count) {
    if (exact != null) {
      if (exact.add(key, count)) {
        return;
      }
      summarize();
    }
    if (count == 1) {
      summary.add(toDouble(key));
    } else {
      summary.add(toDouble(key), count);
    }
  }

  private void summarize() {
    if (exact == null) {
      return;
    }
    summary = new QuantileSummary(QuantileSummary.DEFAULT_K);
    for (long key : exact.sortedKeys()) {
      summary.add(toDouble(key), exact.count(key));
    }
    exact = null;
  }

  private double toDouble(long key) {
    return real ? Double.longBitsToDouble(key) : key;
  }
}
