package io.millrace.transforms.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.metadata.v0.Histogram;

/** Distances of two distributions, each first normalised by its own total, as TFDV defines them. */
final class Distances {
  private Distances() {}

  /**
   * The L-infinity distance and the value where it is reached.
   *
   * @param value in [0, 1]
   * @param where the last in order of those that reach it; empty if there are no values
   */
  record Infinity(double value, String where) {}

  /** The largest difference of the shares of one value. */
  static Infinity infinity(Map<String, Double> first, Map<String, Double> second) {
    double firstTotal = total(first);
    double secondTotal = total(second);
    double largest = 0;
    String where = "";
    TreeSet<String> values = new TreeSet<>(first.keySet());
    values.addAll(second.keySet());
    for (String value : values) {
      double difference =
          Math.abs(
              share(first.getOrDefault(value, 0.0), firstTotal)
                  - share(second.getOrDefault(value, 0.0), secondTotal));
      if (difference >= largest) {
        largest = difference;
        where = value;
      }
    }
    return new Infinity(largest, where);
  }

  /** The Jensen-Shannon divergence of counts by value, to base 2, in [0, 1]. */
  static double jensenShannon(Map<String, Double> first, Map<String, Double> second) {
    TreeSet<String> values = new TreeSet<>(first.keySet());
    values.addAll(second.keySet());
    Masses masses = new Masses();
    values.forEach(v -> masses.add(first.getOrDefault(v, 0.0), second.getOrDefault(v, 0.0)));
    return masses.divergence();
  }

  /**
   * The Jensen-Shannon divergence of two histograms of numbers, to base 2, in [0, 1]. Both are cut
   * at the boundaries of either, the mass of a bucket spread evenly over its width. Buckets of one
   * value are compared with those of the same value. Infinite and NaN mass counts as different.
   */
  static double jensenShannon(Histogram first, Histogram second) {
    Masses masses = new Masses();
    TreeSet<Double> bounds = new TreeSet<>();
    for (Histogram histogram : List.of(first, second)) {
      for (Histogram.Bucket bucket : histogram.getBucketsList()) {
        if (isInterval(bucket)) {
          bounds.add(bucket.getLowValue());
          bounds.add(bucket.getHighValue());
        }
      }
    }
    double[] edges = bounds.stream().mapToDouble(Double::doubleValue).toArray();
    double[] firstSpread = spread(first, edges);
    double[] secondSpread = spread(second, edges);
    for (int i = 0; i < firstSpread.length; i++) {
      masses.add(firstSpread[i], secondSpread[i]);
    }
    Map<Double, Double> firstPoints = points(first);
    Map<Double, Double> secondPoints = points(second);
    TreeSet<Double> values = new TreeSet<>(firstPoints.keySet());
    values.addAll(secondPoints.keySet());
    values.forEach(
        v -> masses.add(firstPoints.getOrDefault(v, 0.0), secondPoints.getOrDefault(v, 0.0)));
    masses.add(infinite(first) + first.getNumNan(), 0);
    masses.add(0, infinite(second) + second.getNumNan());
    return masses.divergence();
  }

  private static double[] spread(Histogram histogram, double[] edges) {
    double[] spread = new double[Math.max(0, edges.length - 1)];
    for (Histogram.Bucket bucket : histogram.getBucketsList()) {
      if (!isInterval(bucket)) {
        continue;
      }
      double low = bucket.getLowValue();
      double high = bucket.getHighValue();
      // Halved, because the width may be more than the largest double.
      double halfWidth = high / 2 - low / 2;
      for (int i = 0; i < spread.length; i++) {
        if (edges[i] >= low && edges[i + 1] <= high) {
          double share = (edges[i + 1] / 2 - edges[i] / 2) / halfWidth;
          spread[i] += bucket.getSampleCount() * share;
        }
      }
    }
    return spread;
  }

  private static Map<Double, Double> points(Histogram histogram) {
    Map<Double, Double> points = new TreeMap<>();
    for (Histogram.Bucket bucket : histogram.getBucketsList()) {
      if (isFinite(bucket) && !isInterval(bucket)) {
        points.merge(bucket.getLowValue(), bucket.getSampleCount(), Double::sum);
      }
    }
    return points;
  }

  private static double infinite(Histogram histogram) {
    return histogram.getBucketsList().stream()
        .filter(b -> !isFinite(b))
        .mapToDouble(Histogram.Bucket::getSampleCount)
        .sum();
  }

  private static boolean isFinite(Histogram.Bucket bucket) {
    return Double.isFinite(bucket.getLowValue()) && Double.isFinite(bucket.getHighValue());
  }

  private static boolean isInterval(Histogram.Bucket bucket) {
    return isFinite(bucket) && bucket.getLowValue() < bucket.getHighValue();
  }

  private static double total(Map<String, Double> counts) {
    return counts.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static double share(double count, double total) {
    return total == 0 ? 0 : count / total;
  }

  /** Pairs of masses, one of each distribution. */
  private static final class Masses {
    private final List<double[]> pairs = new ArrayList<>();
    private double firstTotal;
    private double secondTotal;

    void add(double first, double second) {
      pairs.add(new double[] {first, second});
      firstTotal += first;
      secondTotal += second;
    }

    /** Half the sum of the Kullback-Leibler divergences from the mean of the two. */
    double divergence() {
      double sum = 0;
      for (double[] pair : pairs) {
        double p = share(pair[0], firstTotal);
        double q = share(pair[1], secondTotal);
        double mean = (p + q) / 2;
        sum += term(p, mean) + term(q, mean);
      }
      return Math.max(0, Math.min(1, sum / 2));
    }

    private static double term(double p, double mean) {
      return p == 0 ? 0 : p * Math.log(p / mean) / Math.log(2);
    }
  }
}
