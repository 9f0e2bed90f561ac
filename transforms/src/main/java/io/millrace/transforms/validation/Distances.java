package io.millrace.transforms.validation;

import io.millrace.transforms.schema.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.metadata.v0.Histogram;

/**
 * Distances of two distributions of counts by value, or of two histograms, as TFDV's comparators
 * define them: the numbers are its own up to rounding (1e-9 at most).
 */
final class Distances {
  private Distances() {}

  /**
   * The largest difference, and the value where it is reached.
   *
   * @param value in [0, 1]
   * @param where the last in order of those that reach it; empty if there are no values
   */
  record Largest(double value, String where) {}

  /**
   * L-infinity: the largest difference of the shares of one value, {@code max |p - q|} where {@code
   * p} and {@code q} are counts divided by the total of their own side. A side without values has
   * shares of 0.
   */
  static Largest infinity(Map<String, Double> first, Map<String, Double> second) {
    return largest(first, second, total(first), total(second));
  }

  /**
   * The normalised absolute difference: the largest difference of the counts of one value, divided
   * by the total of both sides.
   */
  static Largest normalizedAbsolute(Map<String, Double> first, Map<String, Double> second) {
    double total = total(first) + total(second);
    return largest(first, second, total, total);
  }

  private static Largest largest(
      Map<String, Double> first,
      Map<String, Double> second,
      double firstTotal,
      double secondTotal) {
    double largest = 0;
    String where = "";
    for (String value : values(first, second)) {
      double difference =
          Math.abs(
              share(first.getOrDefault(value, 0.0), firstTotal)
                  - share(second.getOrDefault(value, 0.0), secondTotal));
      if (difference >= largest) {
        largest = difference;
        where = value;
      }
    }
    return new Largest(largest, where);
  }

  /**
   * The Jensen-Shannon divergence of counts by value, {@code (KL(p, m) + KL(q, m)) / 2} with {@code
   * m = (p + q) / 2}, to base 2, in [0, 1]; empty if a side has no values.
   */
  static OptionalDouble jensenShannon(Map<String, Double> first, Map<String, Double> second) {
    Masses masses = new Masses();
    values(first, second)
        .forEach(v -> masses.add(first.getOrDefault(v, 0.0), second.getOrDefault(v, 0.0)));
    return masses.divergence();
  }

  /**
   * The Jensen-Shannon divergence of two histograms of numbers, to base 2, in [0, 1]. Both are cut
   * at the boundaries of either, the mass of a bucket spread evenly over its width. Buckets of one
   * value are compared with those of the same value. Infinite and NaN mass counts as different,
   * even where both sides have it. Empty if a side has no mass.
   */
  static OptionalDouble jensenShannon(Histogram first, Histogram second) {
    return masses(first, second, 0, 0).divergence();
  }

  /**
   * The same with the bounds that it has when the number of values up to the end of a bucket may be
   * wrong: a bucket then has at most twice as many too many or too few, spread as its mass is.
   *
   * @param firstError by how many values
   */
  static Optional<Bounded> jensenShannon(
      Histogram first, Histogram second, double firstError, double secondError) {
    Masses masses = masses(first, second, firstError, secondError);
    OptionalDouble value = masses.divergence();
    return value.isEmpty() ? Optional.empty() : Optional.of(masses.bounds(value.getAsDouble()));
  }

  private static Masses masses(
      Histogram first, Histogram second, double firstError, double secondError) {
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
    double[][] firstSpread = spread(first, edges, firstError);
    double[][] secondSpread = spread(second, edges, secondError);
    for (int i = 0; i + 1 < edges.length; i++) {
      masses.add(firstSpread[0][i], secondSpread[0][i], firstSpread[1][i], secondSpread[1][i]);
    }
    Map<Double, Double> firstPoints = points(first);
    Map<Double, Double> secondPoints = points(second);
    TreeSet<Double> values = new TreeSet<>(firstPoints.keySet());
    values.addAll(secondPoints.keySet());
    values.forEach(
        v ->
            masses.add(
                firstPoints.getOrDefault(v, 0.0),
                secondPoints.getOrDefault(v, 0.0),
                firstPoints.containsKey(v) ? 2 * firstError : 0,
                secondPoints.containsKey(v) ? 2 * secondError : 0));
    masses.add(infinite(first) + first.getNumNan(), 0);
    masses.add(0, infinite(second) + second.getNumNan());
    return masses;
  }

  /** The masses between edges, and by how much they may be wrong. */
  private static double[][] spread(Histogram histogram, double[] edges, double error) {
    double[] spread = new double[Math.max(0, edges.length - 1)];
    double[] errors = new double[spread.length];
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
          errors[i] += 2 * error * share;
        }
      }
    }
    return new double[][] {spread, errors};
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

  /** The values of either, in the order of their bytes. */
  static TreeSet<String> values(Map<String, Double> first, Map<String, Double> second) {
    TreeSet<String> values = new TreeSet<>(ByteOrder.INSTANCE);
    values.addAll(first.keySet());
    values.addAll(second.keySet());
    return values;
  }

  static double total(Map<String, Double> counts) {
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
      add(first, second, 0, 0);
    }

    void add(double first, double second, double firstError, double secondError) {
      pairs.add(new double[] {first, second, firstError, secondError});
      firstTotal += first;
      secondTotal += second;
    }

    /** Half the sum of the Kullback-Leibler divergences from the mean of the two. */
    OptionalDouble divergence() {
      if (firstTotal <= 0 || secondTotal <= 0) {
        return OptionalDouble.empty();
      }
      double sum = 0;
      for (double[] pair : pairs) {
        sum += half(share(pair[0], firstTotal), share(pair[1], secondTotal));
      }
      return OptionalDouble.of(Math.max(0, Math.min(1, sum)));
    }

    Bounded bounds(double value) {
      double lower = 0;
      double upper = 0;
      for (double[] pair : pairs) {
        ShareRange p = range(pair[0], pair[2], firstTotal);
        ShareRange q = range(pair[1], pair[3], secondTotal);
        lower += p.least(Distances::half, q);
        upper += p.most(Distances::half, q);
      }
      return new Bounded(value, Math.min(value, lower), Math.max(value, Math.min(1, upper)));
    }

    private static ShareRange range(double mass, double error, double total) {
      return new ShareRange(Math.max(0, mass - error) / total, Math.min(1, (mass + error) / total));
    }
  }

  /**
   * What one value adds to the Jensen-Shannon divergence, of its two shares: half of {@code p log(p
   * / m) + q log(q / m)} to base 2. Not negative.
   */
  static double half(double p, double q) {
    double mean = (p + q) / 2;
    return (term(p, mean) + term(q, mean)) / 2;
  }

  private static double term(double p, double mean) {
    return p == 0 ? 0 : p * Math.log(p / mean) / Math.log(2);
  }
}
