package io.millrace.transforms.statistics;

import io.millrace.transforms.statistics.accumulator.FeatureAccumulator;
import io.millrace.transforms.statistics.accumulator.FeatureSettings.Treatment;
import io.millrace.transforms.statistics.accumulator.NumberAccumulator;
import io.millrace.transforms.statistics.accumulator.StringAccumulator;
import io.millrace.transforms.statistics.sketch.DistinctCounter;
import io.millrace.transforms.statistics.sketch.FrequentItems;
import io.millrace.transforms.statistics.sketch.NumberDistribution;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tensorflow.metadata.v0.BytesStatistics;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Path;
import org.tensorflow.metadata.v0.RankHistogram;
import org.tensorflow.metadata.v0.StringStatistics;
import org.tensorflow.metadata.v0.StructStatistics;
import org.tensorflow.metadata.v0.WeightedStringStatistics;

/** Turns an accumulator into TFDV's message of one feature. */
final class FeatureMessage {
  private final StatisticsGenOptions options;
  private final FeatureAccumulator feature;
  private final FeatureNameStatistics.Builder message = FeatureNameStatistics.newBuilder();

  private FeatureMessage(FeatureAccumulator feature, StatisticsGenOptions options) {
    this.feature = feature;
    this.options = options;
  }

  /**
   * The statistics of one feature.
   *
   * @param presence how often it could have been there
   */
  static FeatureNameStatistics of(
      FeatureAccumulator feature, PresenceMessages presence, StatisticsGenOptions options) {
    return new FeatureMessage(feature, options).build(presence);
  }

  private FeatureNameStatistics build(PresenceMessages presence) {
    message.setPath(Path.newBuilder().addAllStep(feature.path().steps()));
    CommonStatistics common = presence.common(feature, options);
    boolean opaque = feature.settings().treatment() == Treatment.OPAQUE;
    if (feature.kind() == null) {
      if (opaque) {
        message
            .setType(FeatureNameStatistics.Type.BYTES)
            .setBytesStats(BytesStatistics.newBuilder().setCommonStats(common));
      } else {
        message
            .setType(FeatureNameStatistics.Type.STRING)
            .setStringStats(StringStatistics.newBuilder().setCommonStats(common));
      }
      return message.build();
    }
    switch (feature.kind()) {
      case STRUCT ->
          message
              .setType(FeatureNameStatistics.Type.STRUCT)
              .setStructStats(StructStatistics.newBuilder().setCommonStats(common));
      case BYTES -> {
        if (opaque) {
          message.setType(FeatureNameStatistics.Type.BYTES).setBytesStats(bytes(common));
        } else {
          message.setType(FeatureNameStatistics.Type.STRING).setStringStats(strings(common));
        }
      }
      case FLOAT -> message.setType(FeatureNameStatistics.Type.FLOAT).setNumStats(numbers(common));
      case INT -> {
        message.setType(FeatureNameStatistics.Type.INT);
        if (feature.strings() != null) {
          message.setStringStats(strings(common));
        } else {
          message.setNumStats(numbers(common));
          addValueCounts(feature.numbers().distribution());
        }
      }
    }
    presence.addLengths(feature, options, message);
    return message.build();
  }

  private org.tensorflow.metadata.v0.NumericStatistics numbers(CommonStatistics common) {
    NumberAccumulator numbers = feature.numbers();
    NumberDistribution distribution = numbers.distribution();
    if (!distribution.isExact()) {
      addError(StatisticsFiles.RANK_ERROR, distribution.rankError(StatisticsFiles.CONFIDENCE));
    }
    return NumericMessage.of(numbers, common, options);
  }

  private BytesStatistics bytes(CommonStatistics common) {
    BytesStatistics.Builder bytes = BytesStatistics.newBuilder().setCommonStats(common);
    if (feature.values() > 0) {
      StringAccumulator lengths = feature.strings();
      bytes
          .setAvgNumBytes((float) ((double) lengths.totalBytes() / feature.values()))
          .setMinNumBytes(lengths.minBytes())
          .setMaxNumBytes(lengths.maxBytes())
          .setMaxNumBytesInt(lengths.maxBytes());
    }
    return bytes.build();
  }

  private StringStatistics strings(CommonStatistics common) {
    StringAccumulator strings = feature.strings();
    StringStatistics.Builder builder =
        StringStatistics.newBuilder()
            .setCommonStats(common)
            .setUnique(strings.distinct().estimate())
            .setInvalidUtf8Count(strings.invalidUtf8());
    if (feature.values() == 0) {
      return builder.build();
    }
    builder.setAvgLength((float) ((double) strings.totalBytes() / feature.values()));
    List<FrequentItems.Entry> entries = strings.frequent().entries();
    builder
        .addAllTopValues(topValues(entries, options.frequencyThreshold()))
        .setRankHistogram(ranks(entries, options.frequencyThreshold()));
    if (strings.weighted() != null) {
      List<FrequentItems.Entry> heavy = strings.weighted().entries();
      builder.setWeightedStringStats(
          WeightedStringStatistics.newBuilder()
              .addAllTopValues(topValues(heavy, options.weightedFrequencyThreshold()))
              .setRankHistogram(ranks(heavy, options.weightedFrequencyThreshold())));
    }
    if (strings.weighted() != null && !strings.weighted().isExact()) {
      addError(StatisticsFiles.WEIGHTED_FREQUENCY_ERROR, strings.weighted().offset());
    }
    if (!strings.distinct().isExact()) {
      addError(StatisticsFiles.UNIQUE_ERROR, DistinctCounter.STANDARD_ERROR);
    }
    if (!strings.frequent().isExact()) {
      addError(StatisticsFiles.FREQUENCY_ERROR, strings.frequent().offset());
    }
    return builder.build();
  }

  private List<StringStatistics.FreqAndValue> topValues(
      List<FrequentItems.Entry> entries, double threshold) {
    return entries.stream()
        .limit(options.numTopValues())
        .takeWhile(entry -> entry.weight() >= threshold)
        .map(
            entry ->
                StringStatistics.FreqAndValue.newBuilder()
                    .setValue(label(entry))
                    .setFrequency(entry.weight())
                    .build())
        .toList();
  }

  private RankHistogram ranks(List<FrequentItems.Entry> entries, double threshold) {
    RankHistogram.Builder ranks = RankHistogram.newBuilder();
    entries.stream()
        .limit(options.numRankHistogramBuckets())
        .takeWhile(entry -> entry.weight() >= threshold)
        .forEach(entry -> addRank(ranks, label(entry), entry.weight()));
    return ranks.build();
  }

  private static String label(FrequentItems.Entry entry) {
    return new String(entry.value(), StandardCharsets.UTF_8);
  }

  /**
   * Adds the counts of all values of an integer feature if there are few, so that labels can be
   * compared exactly. TFDV counts integers only if the schema calls them categorical, and has no
   * field for it in the statistics of numbers; readers that do not know the entry pass over it.
   */
  private void addValueCounts(NumberDistribution distribution) {
    if (distribution.distinct().orElse(Long.MAX_VALUE) > options.numRankHistogramBuckets()) {
      return;
    }
    RankHistogram.Builder ranks = RankHistogram.newBuilder();
    for (long key : distribution.exactLongs()) {
      addRank(ranks, Long.toString(key), distribution.exactCount(key));
    }
    message.addCustomStats(
        CustomStatistic.newBuilder().setName(StatisticsFiles.VALUE_COUNTS).setRankHistogram(ranks));
  }

  private void addError(String name, double error) {
    message.addCustomStats(CustomStatistic.newBuilder().setName(name).setNum(error));
  }

  private static void addRank(RankHistogram.Builder ranks, String label, double count) {
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
