package io.millrace.transforms.statistics;

import io.millrace.transforms.statistics.accumulator.NumberAccumulator;
import io.millrace.transforms.statistics.accumulator.WeightedMoments;
import io.millrace.transforms.statistics.generator.Histograms;
import io.millrace.transforms.statistics.generator.Histograms.Numbers;
import io.millrace.transforms.statistics.sketch.RankedValues;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.NumericStatistics;
import org.tensorflow.metadata.v0.WeightedNumericStatistics;

/** Turns what is counted of numbers into TFDV's message. */
final class NumericMessage {
  private NumericMessage() {}

  /**
   * The statistics of numbers; without values only what is common, and the count of NaN. Where
   * there are infinities, mean and deviation are infinite or NaN.
   */
  static NumericStatistics of(
      NumberAccumulator numbers, CommonStatistics common, StatisticsGenOptions options) {
    NumericStatistics.Builder builder = NumericStatistics.newBuilder().setCommonStats(common);
    Numbers counted =
        new Numbers(
            numbers.distribution().ranked(),
            numbers.negativeInfinities(),
            numbers.positiveInfinities(),
            numbers.min(),
            numbers.max());
    RankedValues all = counted.all();
    if (!all.isEmpty()) {
      boolean infinite = counted.negative() > 0 || counted.positive() > 0;
      builder
          .setMean(infinite ? infiniteMean(counted) : numbers.moments().mean())
          .setStdDev(infinite ? Double.NaN : numbers.moments().standardDeviation())
          .setNumZeros(numbers.zeros())
          .setMin(all.values()[0] == Double.NEGATIVE_INFINITY ? all.values()[0] : least(counted))
          .setMax(counted.positive() > 0 ? Double.POSITIVE_INFINITY : most(counted))
          .setMedian(Histograms.quantile(all, 1, 2));
    }
    if (!all.isEmpty() || numbers.notANumber() > 0) {
      builder
          .addHistograms(
              Histograms.standard(counted, options.numHistogramBuckets())
                  .setNumNan(numbers.notANumber()))
          .addHistograms(
              Histograms.quantiles(all, options.numQuantilesHistogramBuckets())
                  .setNumNan(numbers.notANumber()));
    }
    if (numbers.weightedMoments() != null && !all.isEmpty()) {
      builder.setWeightedNumericStats(weighted(numbers, options));
    }
    return builder.build();
  }

  private static WeightedNumericStatistics weighted(
      NumberAccumulator numbers, StatisticsGenOptions options) {
    Numbers weighed =
        new Numbers(
            numbers.distribution().rankedByWeight(),
            numbers.weightOfNegativeInfinities(),
            numbers.weightOfPositiveInfinities(),
            numbers.min(),
            numbers.max());
    RankedValues all = weighed.all();
    WeightedNumericStatistics.Builder builder = WeightedNumericStatistics.newBuilder();
    if (all.isEmpty()) {
      return builder.build();
    }
    WeightedMoments moments = numbers.weightedMoments();
    boolean infinite = weighed.negative() > 0 || weighed.positive() > 0;
    return builder
        .setMean(infinite ? infiniteMean(weighed) : moments.mean())
        .setStdDev(infinite ? Double.NaN : moments.standardDeviation())
        .setMedian(Histograms.quantile(all, 1, 2))
        .addHistograms(
            Histograms.standard(weighed, options.numHistogramBuckets())
                .setNumNan(numbers.notANumber()))
        .addHistograms(
            Histograms.quantiles(all, options.numQuantilesHistogramBuckets())
                .setNumNan(numbers.notANumber()))
        .build();
  }

  private static double least(Numbers numbers) {
    return numbers.finite().isEmpty() ? Double.POSITIVE_INFINITY : numbers.min();
  }

  private static double most(Numbers numbers) {
    return numbers.finite().isEmpty() ? Double.NEGATIVE_INFINITY : numbers.max();
  }

  private static double infiniteMean(Numbers numbers) {
    if (numbers.negative() > 0 && numbers.positive() > 0) {
      return Double.NaN;
    }
    return numbers.negative() > 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }
}
