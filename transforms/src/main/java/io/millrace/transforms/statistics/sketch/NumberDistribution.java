package io.millrace.transforms.statistics.sketch;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * How numbers are distributed, and their weights if asked for: exact counts while they have at most
 * {@value #EXACT_LIMIT} distinct values, a {@link QuantileSketch} beyond. Whether it is exact, and
 * then all of its content, depends only on the multiset of values. NaN is not accepted. Not
 * thread-safe.
 */
public final class NumberDistribution {
  /** Up to so many distinct values counts are exact. */
  public static final int EXACT_LIMIT = 1024;

  private final boolean whole;
  private final boolean weighted;
  // Either the table or the sketch is set; the sketch of weights stands beside the sketch.
  private NumberCounts exact;
  private QuantileSketch sketch;
  private QuantileSketch weights;

  /**
   * An empty distribution.
   *
   * @param whole whether {@link #addLong} will be used, else {@link #addDouble}
   * @param weighted whether values have weights
   */
  public NumberDistribution(boolean whole, boolean weighted) {
    this.whole = whole;
    this.weighted = weighted;
    exact = new NumberCounts(EXACT_LIMIT, weighted);
  }

  /** Whether all counts and weights are exact. */
  public boolean isExact() {
    return exact != null;
  }

  /** Whether values have weights. */
  public boolean isWeighted() {
    return weighted;
  }

  /** Adds a value. */
  public void addLong(long value) {
    if (exact == null) {
      sketch.add(value);
    } else {
      add(value, 1, 1);
    }
  }

  /** Adds a value. */
  public void addDouble(double value) {
    // Adding 0.0 turns -0.0 into 0.0, so that there is one zero.
    if (exact == null) {
      sketch.add(value + 0.0);
    } else {
      add(Double.doubleToLongBits(value + 0.0), 1, 1);
    }
  }

  /** Adds a value with its weight. */
  public void addLong(long value, double weight) {
    add(value, 1, weight);
  }

  /** Adds a value with its weight. */
  public void addDouble(double value, double weight) {
    add(Double.doubleToLongBits(value + 0.0), 1, weight);
  }

  /**
   * Adds a value several times.
   *
   * @param count zero or more
   * @param weight of all of them together
   */
  public void addLong(long value, long count, double weight) {
    if (count > 0) {
      add(value, count, weight);
    }
  }

  /** Adds all that another distribution of the same kind holds; the other is not changed. */
  public void merge(NumberDistribution other) {
    if (other.exact != null) {
      for (long key : other.exact.sortedKeys()) {
        add(key, other.exact.count(key), weighted ? other.exact.weight(key) : 0);
      }
      return;
    }
    summarize();
    sketch.merge(other.sketch);
    if (weighted) {
      weights.merge(other.weights);
    }
  }

  /** The distinct values with their cumulated counts, approximate unless {@link #isExact()}. */
  public RankedValues ranked() {
    return exact == null ? sketch.ranked() : ranked(false);
  }

  /** The distinct values with their cumulated weights; those of weight zero are left out. */
  public RankedValues rankedByWeight() {
    return exact == null ? weights.ranked() : ranked(true);
  }

  /**
   * How far a rank in {@link #ranked} may be off, as a number of values.
   *
   * @param confidence above 0 and below 1
   */
  public double rankError(double confidence) {
    return exact == null ? sketch.rankError(confidence) : 0;
  }

  /** The number of distinct values, while it is exact. */
  public OptionalLong distinct() {
    return exact == null ? OptionalLong.empty() : OptionalLong.of(exact.size());
  }

  /** The distinct longs in ascending order while it is exact, else none. */
  public long[] exactLongs() {
    return exact == null ? new long[0] : exact.sortedKeys();
  }

  /** How often a long came; only while it is exact. */
  public long exactCount(long value) {
    return exact.count(value);
  }

  /** Writes the state. */
  public void write(StateOutput out) {
    out.writeBoolean(whole);
    out.writeBoolean(weighted);
    out.writeBoolean(exact != null);
    if (exact != null) {
      exact.write(out);
      return;
    }
    sketch.write(out);
    if (weighted) {
      weights.write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static NumberDistribution read(StateInput in) {
    NumberDistribution distribution = new NumberDistribution(in.readBoolean(), in.readBoolean());
    if (in.readBoolean()) {
      distribution.exact = NumberCounts.read(in, EXACT_LIMIT, distribution.weighted);
      return distribution;
    }
    distribution.exact = null;
    distribution.sketch = QuantileSketch.read(in);
    if (distribution.weighted) {
      distribution.weights = QuantileSketch.read(in);
    }
    return distribution;
  }

  private RankedValues ranked(boolean byWeight) {
    long[] keys = exact.sortedKeys();
    double[] values = new double[keys.length];
    double[] sums = new double[keys.length];
    if (!whole) {
      // Negative doubles stand first, in descending order.
      int negative = 0;
      while (negative < keys.length && keys[negative] < 0) {
        negative++;
      }
      for (int i = 0; i < negative / 2; i++) {
        long swapped = keys[i];
        keys[i] = keys[negative - 1 - i];
        keys[negative - 1 - i] = swapped;
      }
    }
    int n = 0;
    for (long key : keys) {
      double value = toDouble(key);
      double sum = byWeight ? exact.weight(key) : exact.count(key);
      if (sum == 0) {
        continue;
      }
      // Large longs may share a double.
      if (n > 0 && values[n - 1] == value) {
        sums[n - 1] += sum;
      } else {
        values[n] = value;
        sums[n++] = sum;
      }
    }
    return RankedValues.of(Arrays.copyOf(values, n), Arrays.copyOf(sums, n));
  }

  private void add(long key, long count, double weight) {
    if (exact != null) {
      if (exact.add(key, count, weight)) {
        return;
      }
      summarize();
    }
    sketch.add(toDouble(key), count);
    if (weighted) {
      weights.addWeighted(toDouble(key), weight);
    }
  }

  private void summarize() {
    if (exact == null) {
      return;
    }
    sketch = QuantileSketch.ofCounts(QuantileSketch.DEFAULT_K);
    weights = weighted ? QuantileSketch.ofWeights(QuantileSketch.DEFAULT_K) : null;
    for (long key : exact.sortedKeys()) {
      sketch.add(toDouble(key), exact.count(key));
      if (weighted) {
        weights.addWeighted(toDouble(key), exact.weight(key));
      }
    }
    exact = null;
  }

  private double toDouble(long key) {
    return whole ? key : Double.longBitsToDouble(key);
  }
}
