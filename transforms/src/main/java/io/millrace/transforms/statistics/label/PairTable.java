package io.millrace.transforms.statistics.label;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How often pairs of categories come, and what the one says of the other. */
final class PairTable {
  private static final double LN2 = Math.log(2);

  private final long[] xs;
  private final long[] ys;
  private final int total;
  private final double information;
  private final double variance;
  private final double expected;
  private final double entropyX;
  private final double entropyY;

  /** The pairs at the same index of both; categories are numbers from 0. */
  PairTable(int[] x, int[] y) {
    total = x.length;
    xs = counts(x);
    ys = counts(y);
    Map<Long, Integer> pairs = new TreeMap<>();
    for (int i = 0; i < total; i++) {
      pairs.merge((long) x[i] << Integer.SIZE | y[i], 1, Integer::sum);
    }
    double sum = 0;
    double squares = 0;
    for (Map.Entry<Long, Integer> pair : pairs.entrySet()) {
      double count = pair.getValue();
      double nx = xs[(int) (pair.getKey() >> Integer.SIZE)];
      double ny = ys[pair.getKey().intValue()];
      double bits = Math.log(count / nx * (total / ny)) / LN2;
      sum += count / total * bits;
      squares += count / total * bits * bits;
    }
    information = Math.max(0, sum);
    variance = Math.max(0, squares - sum * sum);
    entropyX = entropy(xs);
    entropyY = entropy(ys);
    expected = expected();
  }

  private static long[] counts(int[] categories) {
    int most = 0;
    for (int category : categories) {
      most = Math.max(most, category);
    }
    long[] counts = new long[most + 1];
    for (int category : categories) {
      counts[category]++;
    }
    return counts;
  }

  private double entropy(long[] counts) {
    double sum = 0;
    for (long count : counts) {
      sum -= count == 0 ? 0 : (double) count / total * Math.log((double) count / total) / LN2;
    }
    return sum;
  }

  /**
   * What the information is on average when one side is shuffled: for sums {@code a} and {@code b}
   * the number of pairs {@code k} is hypergeometric. Equal sums are taken together.
   */
  private double expected() {
    double[] logs = new double[total + 1];
    for (int i = 1; i <= total; i++) {
      logs[i] = logs[i - 1] + Math.log(i);
    }
    double sum = 0;
    Map<Integer, Integer> bs = multiplicities(ys);
    for (Map.Entry<Integer, Integer> ea : multiplicities(xs).entrySet()) {
      int a = ea.getKey();
      for (Map.Entry<Integer, Integer> eb : bs.entrySet()) {
        int b = eb.getKey();
        double fixed = logs[a] + logs[b] + logs[total - a] + logs[total - b] - logs[total];
        double one = 0;
        for (int k = Math.max(1, a + b - total); k <= Math.min(a, b); k++) {
          double chance =
              Math.exp(fixed - logs[k] - logs[a - k] - logs[b - k] - logs[total - a - b + k]);
          one += (double) k / total * Math.log((double) k / a * ((double) total / b)) * chance;
        }
        sum += one * ea.getValue() * eb.getValue();
      }
    }
    return sum / LN2;
  }

  private static Map<Integer, Integer> multiplicities(long[] counts) {
    Map<Integer, Integer> found = new TreeMap<>();
    for (long count : counts) {
      if (count > 0) {
        found.merge((int) count, 1, Integer::sum);
      }
    }
    return found;
  }

  double information() {
    return information;
  }

  double adjusted() {
    return Math.max(0, information - expected);
  }

  double normalized() {
    double most = Math.max(entropyX, entropyY) - expected;
    // One category each, or all of them unique: rounding is all that is left.
    return most < 1e-12 ? 0 : Math.max(0, Math.min(1, (information - expected) / most));
  }

  /** The standard error among so many examples. */
  double error(long all) {
    double freedom = (double) (xs.length - 1) * (ys.length - 1);
    double sampled = variance / total + freedom / (2.0 * total * total * LN2 * LN2);
    return Math.sqrt(sampled * Math.max(0, 1 - (double) total / all));
  }

  /** Numbers for things that are equal. */
  static int[] numbered(Object[] values) {
    Map<Object, Integer> numbers = new HashMap<>();
    int[] found = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      Integer next = numbers.size();
      Integer known = numbers.putIfAbsent(values[i], next);
      found[i] = known == null ? next : known;
    }
    return found;
  }
}
