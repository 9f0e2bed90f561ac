package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.statistics.sketch.RankedValues;
import java.util.Arrays;
import org.tensorflow.metadata.v0.Histogram;

/** TFDV's two histograms of numbers. */
public final class Histograms {
  private Histograms() {}

  /**
   * Numbers with their infinities.
   *
   * @param finite the finite values
   * @param negative the weight of negative infinity
   * @param positive the weight of positive infinity
   * @param min the smallest finite value, exact
   * @param max the largest finite value, exact
   */
  public record Numbers(
      RankedValues finite, double negative, double positive, double min, double max) {
    /** The finite values with the infinities at both ends. */
    public RankedValues all() {
      if (negative == 0 && positive == 0) {
        return finite;
      }
      int from = negative > 0 ? 1 : 0;
      int n = finite.values().length + from + (positive > 0 ? 1 : 0);
      double[] values = new double[n];
      double[] weights = new double[n];
      values[0] = Double.NEGATIVE_INFINITY;
      weights[0] = negative;
      for (int i = 0; i < finite.values().length; i++) {
        values[i + from] = finite.values()[i];
        weights[i + from] = finite.weight(i);
      }
      if (positive > 0) {
        values[n - 1] = Double.POSITIVE_INFINITY;
        weights[n - 1] = positive;
      }
      return RankedValues.of(values, weights);
    }
  }

  /**
   * The quantile of order {@code numerator / denominator}: the value of rank {@code floor(q * n)},
   * at most the last. The median of an even count is the upper of the middle two, as in TFDV.
   */
  public static double quantile(RankedValues ranked, long numerator, long denominator) {
    double total = ranked.total();
    double rank = total * numerator / denominator;
    return ranked.at(total == Math.rint(total) ? Math.min(Math.floor(rank), total - 1) : rank);
  }

  /** Buckets of equal counts between the quantiles; none if there are no values. */
  public static Histogram.Builder quantiles(RankedValues ranked, int buckets) {
    Histogram.Builder histogram = Histogram.newBuilder().setType(Histogram.HistogramType.QUANTILES);
    if (!ranked.isEmpty()) {
      double share = ranked.total() / buckets;
      for (int i = 0; i < buckets; i++) {
        addBucket(
            histogram, quantile(ranked, i, buckets), quantile(ranked, i + 1L, buckets), share);
      }
    }
    return histogram;
  }

  /**
   * Buckets of equal width between the smallest and largest finite value: {@code [low, high)}, the
   * last one closed; one bucket if all values are equal. Infinities have buckets of their own at
   * the ends.
   */
  public static Histogram.Builder standard(Numbers numbers, int buckets) {
    Histogram.Builder histogram = Histogram.newBuilder().setType(Histogram.HistogramType.STANDARD);
    if (numbers.negative() > 0) {
      addPoint(histogram, Double.NEGATIVE_INFINITY, numbers.negative());
    }
    if (!numbers.finite().isEmpty()) {
      addEqualWidths(histogram, numbers.finite(), numbers.min(), numbers.max(), buckets);
    }
    if (numbers.positive() > 0) {
      addPoint(histogram, Double.POSITIVE_INFINITY, numbers.positive());
    }
    return histogram;
  }

  private static void addEqualWidths(
      Histogram.Builder histogram, RankedValues finite, double min, double max, int buckets) {
    if (min == max) {
      addPoint(histogram, min, finite.total());
      return;
    }
    double[] bounds = new double[buckets + 1];
    // Divided first: the range of doubles may be wider than the largest double.
    double width = max / buckets - min / buckets;
    Arrays.setAll(bounds, i -> i == buckets ? max : min + width * i);
    double before = 0;
    for (int i = 0; i < buckets; i++) {
      double until = i == buckets - 1 ? finite.total() : finite.below(bounds[i + 1]);
      addBucket(histogram, bounds[i], bounds[i + 1], until - before);
      before = until;
    }
  }

  private static void addPoint(Histogram.Builder histogram, double value, double count) {
    addBucket(histogram, value, value, count);
  }

  private static void addBucket(
      Histogram.Builder histogram, double low, double high, double count) {
    histogram.addBuckets(
        Histogram.Bucket.newBuilder().setLowValue(low).setHighValue(high).setSampleCount(count));
  }
}
