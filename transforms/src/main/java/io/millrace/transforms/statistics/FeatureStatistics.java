package io.millrace.transforms.statistics;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.NumericStatistics;
import org.tensorflow.metadata.v0.Path;
import org.tensorflow.metadata.v0.RankHistogram;
import org.tensorflow.metadata.v0.StringStatistics;

/** Turns an accumulator into TFDV's message. */
final class FeatureStatistics {
  private FeatureStatistics() {}

  /**
   * The statistics of one feature.
   *
   * @param examples the records of the split, so that those without the feature are known
   */
  static FeatureNameStatistics of(
      FeatureAccumulator feature, long examples, StatisticsGenOptions options) {
    FeatureNameStatistics.Builder builder =
        FeatureNameStatistics.newBuilder().setPath(Path.newBuilder().addStep(feature.name()));
    CommonStatistics common = common(feature, examples, options);
    if (feature.kind() == null) {
      return builder
          .setType(FeatureNameStatistics.Type.STRING)
          .setStringStats(StringStatistics.newBuilder().setCommonStats(common))
          .build();
    }
    switch (feature.kind()) {
      case BYTES:
        builder
            .setType(FeatureNameStatistics.Type.STRING)
            .setStringStats(strings(feature, common, options));
        break;
      case FLOAT:
        builder
            .setType(FeatureNameStatistics.Type.FLOAT)
            .setNumStats(numbers(feature.numbers(), common, options));
        break;
      case INT:
        builder
            .setType(FeatureNameStatistics.Type.INT)
            .setNumStats(numbers(feature.numbers(), common, options));
        addValueCounts(builder, feature.numbers(), options);
        break;
    }
    return builder.build();
  }

  private static CommonStatistics common(
      FeatureAccumulator feature, long examples, StatisticsGenOptions options) {
    CommonStatistics.Builder common =
        CommonStatistics.newBuilder()
            .setNumNonMissing(feature.present())
            .setNumMissing(examples - feature.present())
            .setTotNumValues(feature.values());
    if (feature.present() > 0) {
      common
          .setMinNumValues(feature.minLength())
          .setMaxNumValues(feature.maxLength())
          .setAvgNumValues((float) ((double) feature.values() / feature.present()))
          .setNumValuesHistogram(
              Histograms.quantiles(
                  feature.lengths().ranked(), options.numValuesHistogramBuckets()));
    }
    return common.build();
  }

  private static NumericStatistics numbers(
      NumericAccumulator numbers, CommonStatistics common, StatisticsGenOptions options) {
    NumericStatistics.Builder builder = NumericStatistics.newBuilder().setCommonStats(common);
    RankedValues finite = numbers.distribution().ranked();
    RankedValues all = Histograms.withInfinities(numbers, finite);
    if (!all.isEmpty()) {
      Moments moments = numbers.moments();
      boolean low = numbers.negativeInfinities() > 0;
      boolean high = numbers.positiveInfinities() > 0;
      builder
          .setMean(low || high ? infiniteMean(low, high) : moments.mean())
          .setStdDev(low || high ? Double.NaN : moments.standardDeviation())
          .setNumZeros(numbers.zeros())
          .setMin(low || finite.isEmpty() ? all.values()[0] : numbers.min())
          .setMax(high || finite.isEmpty() ? all.values()[all.values().length - 1] : numbers.max())
          .setMedian(Histograms.quantile(all, 1, 2));
    }
    if (!all.isEmpty() || numbers.notANumber() > 0) {
      builder
          .addHistograms(
              withNan(Histograms.standard(numbers, finite, options.numHistogramBuckets()), numbers))
          .addHistograms(
              withNan(Histograms.quantiles(all, options.numQuantilesHistogramBuckets()), numbers));
    }
    return builder.build();
  }

  private static double infiniteMean(boolean low, boolean high) {
    if (low && high) {
      return Double.NaN;
    }
    return low ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  private static Histogram withNan(Histogram histogram, NumericAccumulator numbers) {
    return histogram.toBuilder().setNumNan(numbers.notANumber()).build();
  }

  private static StringStatistics strings(
      FeatureAccumulator feature, CommonStatistics common, StatisticsGenOptions options) {
    BytesAccumulator bytes = feature.bytes();
    StringStatistics.Builder builder =
        StringStatistics.newBuilder()
            .setCommonStats(common)
            .setUnique(bytes.distinct())
            .setInvalidUtf8Count(bytes.invalidUtf8());
    if (feature.values() == 0) {
      return builder.build();
    }
    builder.setAvgLength((float) ((double) bytes.totalBytes() / feature.values()));
    List<BytesTable.Entry> entries = bytes.frequent().entries();
    RankHistogram.Builder ranks = RankHistogram.newBuilder();
    for (int i = 0; i < Math.min(entries.size(), options.numRankHistogramBuckets()); i++) {
      BytesTable.Entry entry = entries.get(i);
      String label = new String(entry.value(), StandardCharsets.UTF_8);
      addRank(ranks, label, entry.count());
      if (i < options.numTopValues()) {
        builder.addTopValues(
            StringStatistics.FreqAndValue.newBuilder().setValue(label).setFrequency(entry.count()));
      }
    }
    return builder.setRankHistogram(ranks).build();
  }

  /**
   * Adds the counts of all values of an integer feature if there are few, so that labels can be
   * compared exactly. TFDV counts integers only if the schema calls them categorical, and has no
   * field for it in the statistics of numbers; readers that do not know the entry pass over it.
   */
  private static void addValueCounts(
      FeatureNameStatistics.Builder builder,
      NumericAccumulator numbers,
      StatisticsGenOptions options) {
    LongTable counts = numbers.distribution().exactCounts();
    if (counts == null || counts.size() > options.numRankHistogramBuckets()) {
      return;
    }
    RankHistogram.Builder ranks = RankHistogram.newBuilder();
    for (long key : counts.sortedKeys()) {
      addRank(ranks, Long.toString(key), counts.count(key));
    }
    builder.addCustomStats(
        CustomStatistic.newBuilder().setName(StatisticsFiles.VALUE_COUNTS).setRankHistogram(ranks));
  }

  private static void addRank(RankHistogram.Builder ranks, String label, long count) {
    int rank = ranks.getBucketsCount();
    // TFDV writes the rank twice, though the message calls the high one exclusive.
    ranks.addBuckets(
        RankHistogram.Bucket.newBuilder()
            .setLowRank(rank)
            .setHighRank(rank)
            .setLabel(label)
            .setSampleCount(count));
  }
}
