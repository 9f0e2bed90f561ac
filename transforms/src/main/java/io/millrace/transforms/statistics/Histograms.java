package io.millrace.transforms.statistics;

import java.util.Arrays;
import org.tensorflow.metadata.v0.Histogram;

/** TFDV's two histograms of numbers. */
final class Histograms {
  private Histograms() {}

  /**
   * The quantile of order {@code numerator / denominator}: the value of rank {@code floor(q * n)},
   * at most the last. The median of an even count is the upper of the middle two, as in TFDV.
   */
  static double quantile(RankedValues ranked, long numerator, long denominator) {
    long total = ranked.total();
    long rank = (long) ((double) total * numerator / denominator);
    return ranked.at(Math.min(rank, total - 1));
  }

  /** Buckets of equal counts between the quantiles; none if there are no values. */
  static Histogram quantiles(RankedValues ranked, int buckets) {
    Histogram.Builder histogram = Histogram.newBuilder().setType(Histogram.HistogramType.QUANTILES);
    if (!ranked.isEmpty()) {
      double share = (double) ranked.total() / buckets;
      for (int i = 0; i < buckets; i++) {
        addBucket(
            histogram, quantile(ranked, i, buckets), quantile(ranked, i + 1L, buckets), share);
      }
    }
    return histogram.build();
  }

  /**
   * Buckets of equal width between the smallest and largest finite value: {@code [low, high)}, the
   * last one closed; one bucket if all values are equal. Infinities have buckets of their own at
   * the ends.
   */
  static Histogram standard(NumericAccumulator numbers, RankedValues finite, int buckets) {
    Histogram.Builder histogram = Histogram.newBuilder().setType(Histogram.HistogramType.STANDARD);
    if (numbers.negativeInfinities() > 0) {
      addBucket(
          histogram,
          Double.NEGATIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          numbers.negativeInfinities());
    }
    if (!finite.isEmpty()) {
      addEqualWidths(histogram, finite, numbers.min(), numbers.max(), buckets);
    }
    if (numbers.positiveInfinities() > 0) {
      addBucket(
          histogram,
          Double.POSITIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          numbers.positiveInfinities());
    }
    return histogram.build();
  }

  /** Finite values with the infinities at both ends. */
  static RankedValues withInfinities(NumericAccumulator numbers, RankedValues finite) {
    long low = numbers.negativeInfinities();
    long high = numbers.positiveInfinities();
    if (low == 0 && high == 0) {
      return finite;
    }
    int from = low > 0 ? 1 : 0;
    int n = finite.values().length + from + (high > 0 ? 1 : 0);
    double[] values = new double[n];
    long[] weights = new long[n];
    values[0] = Double.NEGATIVE_INFINITY;
    weights[0] = low;
    for (int i = 0; i < finite.values().length; i++) {
      values[i + from] = finite.values()[i];
      weights[i + from] = finite.count(i);
    }
    if (high > 0) {
      values[n - 1] = Double.POSITIVE_INFINITY;
      weights[n - 1] = high;
    }
    return RankedValues.of(values, weights);
  }

  private static void addEqualWidths(
      Histogram.Builder histogram, RankedValues finite, double min, double max, int buckets) {
    if (min == max) {
      addBucket(histogram, min, max, finite.total());
      return;
    }
    double[] bounds = new double[buckets + 1];
    // Divided first: the range of doubles may be wider than the largest double.
    double width = max / buckets - min / buckets;
    Arrays.setAll(bounds, i -> i == buckets ? max : min + width * i);
    long before = 0;
    for (int i = 0; i < buckets; i++) {
      long until = i == buckets - 1 ? finite.total() : finite.below(bounds[i + 1]);
      addBucket(histogram, bounds[i], bounds[i + 1], until - before);
      before = until;
    }
  }

  private static void addBucket(
      Histogram.Builder histogram, double low, double high, double count) {
    histogram.addBuckets(
        Histogram.Bucket.newBuilder().setLowValue(low).setHighValue(high).setSampleCount(count));
  }
}
