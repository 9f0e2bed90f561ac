package io.millrace.transforms.statistics.sketch;

import java.util.Arrays;

/**
 * Approximate ranks of a stream of doubles in bounded memory (KLL: Karnin, Lang and Liberty 2016).
 *
 * <p>Level {@code h} holds items of weight {@code 2^h}. A full level is sorted and every second
 * item moves up one level, the odd or the even ones by a coin; of two steps the second takes the
 * opposite side. The lowest level has room for {@code k} items, the highest too, those between for
 * a third less with each level down. The coins follow from the number of the step alone, so that
 * the same additions and merges in the same order give the same sketch.
 *
 * <p><b>Error.</b> A step at level h moves the rank of a value by at most {@code 2^h}, and two
 * steps together by no more. The steps are counted, so that {@link #rankError} bounds what has
 * happened: for a confidence of {@code 1 - delta} the error of one rank is at most {@code sqrt(2
 * ln(2 / delta) sum of pairs(h) 4^h)} by Hoeffding's inequality, where the coins are independent of
 * the data. With k = 1024 that is about 0.3% of a million values and 0.35% of a hundred million, at
 * 99%; below k values all is exact.
 *
 * <p>Weights other than one are rounded to eight binary digits and added digit by digit.
 *
 * <p>Memory: at most {@code 8 * 4 * k} bytes, with weights {@code 8 * k} for each power of two
 * among them. NaN is not accepted. Not thread-safe.
 */
public final class QuantileSketch {
  /** The size that statistics use. */
  public static final int DEFAULT_K = 1024;

  private static final int FIRST_CAPACITY = 32;
  private static final int LEAST_CAPACITY = 32;
  private static final int WEIGHT_DIGITS = 8;
  private static final int LEAST_EXPONENT = -64;
  private static final double SHRINK = 2.0 / 3;

  private final int k;
  private final boolean weighted;
  // A level is sorted up to sorted[h]; what came later follows as it came.
  private double[][] levels = new double[1][0];
  private int[] sizes = new int[1];
  private int[] sorted = new int[1];
  private long[] steps = new long[1];

  private QuantileSketch(int k, boolean weighted) {
    if (k < 2 * LEAST_CAPACITY) {
      throw new IllegalArgumentException("k: " + k + " (expected: >= " + 2 * LEAST_CAPACITY + ")");
    }
    this.k = k;
    this.weighted = weighted;
  }

  /** A sketch of values that count once each. */
  public static QuantileSketch ofCounts(int k) {
    return new QuantileSketch(k, false);
  }

  /** A sketch of values with weights. */
  public static QuantileSketch ofWeights(int k) {
    return new QuantileSketch(k, true);
  }

  /** Adds a value; of weight 1 in a sketch with weights. */
  public void add(double value) {
    append(weighted ? -LEAST_EXPONENT : 0, value);
  }

  /** Adds a value {@code count} times; {@code count} is zero or more. */
  public void add(double value, long count) {
    int first = weighted ? -LEAST_EXPONENT : 0;
    for (long rest = count; rest != 0; rest &= rest - 1) {
      append(first + Long.numberOfTrailingZeros(rest), value);
    }
  }

  /** Adds a value with a weight, which is finite; without effect unless it is above 2^-64. */
  public void addWeighted(double value, double weight) {
    if (!weighted) {
      throw new IllegalStateException("a sketch of counts");
    }
    int exponent = Math.getExponent(weight) - (WEIGHT_DIGITS - 1);
    if (!(weight > 0) || exponent < LEAST_EXPONENT) {
      return;
    }
    long digits = Math.round(Math.scalb(weight, -exponent));
    for (long rest = digits; rest != 0; rest &= rest - 1) {
      append(exponent - LEAST_EXPONENT + Long.numberOfTrailingZeros(rest), value);
    }
  }

  /** Adds all that another sketch of the same kind holds; the other is not changed. */
  public void merge(QuantileSketch other) {
    grow(other.levels.length - 1);
    for (int level = 0; level < other.levels.length; level++) {
      steps[level] += other.steps[level];
      int more = other.sizes[level];
      if (other.sorted[level] == more) {
        order(level);
        insert(level, other.levels[level], 0, 1, more);
      } else {
        reserve(level, more);
        System.arraycopy(other.levels[level], 0, levels[level], sizes[level], more);
        sizes[level] += more;
      }
    }
    for (int level = 0; level < levels.length; level++) {
      if (sizes[level] >= capacity(level)) {
        compact(level);
      }
    }
  }

  /** The weight of all values, with weights as they were rounded. */
  public double total() {
    double total = 0;
    for (int level = 0; level < levels.length; level++) {
      total += sizes[level] * weight(level);
    }
    return total;
  }

  /**
   * How far the rank of one value may be off, as a weight; 0 while nothing was dropped.
   *
   * @param confidence above 0 and below 1, such as 0.99
   */
  public double rankError(double confidence) {
    double sum = 0;
    for (int level = 0; level < levels.length; level++) {
      sum += (steps[level] + 1) / 2 * weight(level) * weight(level);
    }
    return Math.sqrt(2 * Math.log(2 / (1 - confidence)) * sum);
  }

  /** The items in ascending order with their cumulated weights. */
  public RankedValues ranked() {
    double[] values = new double[0];
    double[] weights = new double[0];
    for (int level = 0; level < levels.length; level++) {
      if (sizes[level] > 0) {
        order(level);
        double[] merged = new double[values.length + sizes[level]];
        double[] mergedWeights = new double[merged.length];
        int n =
            mergeWeighted(
                values, weights, levels[level], sizes[level], weight(level), merged, mergedWeights);
        values = Arrays.copyOf(merged, n);
        weights = Arrays.copyOf(mergedWeights, n);
      }
    }
    return RankedValues.of(values, weights);
  }

  /** Writes the state. */
  public void write(StateOutput out) {
    out.writeVarint(k);
    out.writeBoolean(weighted);
    out.writeVarint(levels.length);
    for (int level = 0; level < levels.length; level++) {
      order(level);
      out.writeVarint(steps[level]);
      SortedDoubles.write(levels[level], sizes[level], out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static QuantileSketch read(StateInput in) {
    int k = (int) Math.min(in.readVarint(), 1 << 20);
    if (k < 2 * LEAST_CAPACITY) {
      throw new BadStateException(in.position(), "a sketch of size " + k);
    }
    QuantileSketch sketch = new QuantileSketch(k, in.readBoolean());
    int count = in.readCount(1);
    sketch.grow(count - 1);
    for (int level = 0; level < count; level++) {
      sketch.steps[level] = in.readVarint();
      sketch.levels[level] = SortedDoubles.read(in);
      sketch.sizes[level] = sketch.levels[level].length;
      sketch.sorted[level] = sketch.sizes[level];
    }
    return sketch;
  }

  private void append(int level, double value) {
    if (level >= levels.length) {
      grow(level);
    }
    double[] buffer = levels[level];
    int size = sizes[level];
    if (size == buffer.length) {
      reserve(level, 1);
      buffer = levels[level];
    }
    buffer[size] = value;
    sizes[level] = size + 1;
    if (size + 1 >= k) {
      compact(level);
    }
  }

  private void compact(int level) {
    order(level);
    if (level + 1 == levels.length) {
      grow(level + 1);
    }
    int kept = sizes[level] & 1;
    int from = kept + side(level);
    int moved = sizes[level] / 2;
    steps[level]++;
    insert(level + 1, levels[level], from, 2, moved);
    sizes[level] = kept;
    sorted[level] = kept;
    if (sizes[level + 1] >= capacity(level + 1)) {
      compact(level + 1);
    }
  }

  /** Adds ascending items to a level, which stays sorted if it was. */
  private void insert(int level, double[] run, int from, int stride, int count) {
    reserve(level, count);
    double[] items = levels[level];
    int size = sizes[level];
    sizes[level] = size + count;
    if (sorted[level] < size) {
      for (int i = 0; i < count; i++) {
        items[size + i] = run[from + stride * i];
      }
      return;
    }
    sorted[level] = size + count;
    int to = size + count - 1;
    int ours = size - 1;
    for (int i = from + stride * (count - 1); i >= from; i -= stride) {
      while (ours >= 0 && items[ours] > run[i]) {
        items[to--] = items[ours--];
      }
      items[to--] = run[i];
    }
  }

  /** 0 or 1: a coin for every other step, and its opposite for those between. */
  private int side(int level) {
    long step = steps[level];
    int coin = (int) Hashes.mix((step >>> 1) * Long.SIZE + level) & 1;
    return coin ^ (int) (step & 1);
  }

  private int capacity(int level) {
    if (weighted || level == 0) {
      return k;
    }
    return Math.max(
        LEAST_CAPACITY, (int) Math.ceil(k * Math.pow(SHRINK, levels.length - 1 - level)));
  }

  private double weight(int level) {
    return Math.scalb(1.0, weighted ? level + LEAST_EXPONENT : level);
  }

  private void order(int level) {
    if (sorted[level] < sizes[level]) {
      Arrays.sort(levels[level], 0, sizes[level]);
      sorted[level] = sizes[level];
    }
  }

  private void grow(int level) {
    int from = levels.length;
    if (level >= from) {
      levels = Arrays.copyOf(levels, level + 1);
      Arrays.fill(levels, from, levels.length, new double[0]);
      sizes = Arrays.copyOf(sizes, level + 1);
      sorted = Arrays.copyOf(sorted, level + 1);
      steps = Arrays.copyOf(steps, level + 1);
    }
  }

  private void reserve(int level, int more) {
    int needed = sizes[level] + more;
    double[] buffer = levels[level];
    if (needed > buffer.length) {
      int doubled = Math.min(2 * buffer.length, k);
      levels[level] = Arrays.copyOf(buffer, Math.max(Math.max(doubled, FIRST_CAPACITY), needed));
    }
  }

  private static int mergeWeighted(
      double[] values,
      double[] weights,
      double[] items,
      int count,
      double itemWeight,
      double[] merged,
      double[] mergedWeights) {
    int n = 0;
    int i = 0;
    int j = 0;
    while (i < values.length || j < count) {
      boolean ours = j == count || (i < values.length && values[i] <= items[j]);
      double value = ours ? values[i] : items[j];
      double weight = ours ? weights[i++] : itemWeight;
      j += ours ? 0 : 1;
      // -0.0 and 0.0 are one value.
      if (n > 0 && merged[n - 1] == value) {
        mergedWeights[n - 1] += weight;
      } else {
        merged[n] = value + 0.0;
        mergedWeights[n++] = weight;
      }
    }
    return n;
  }
}
