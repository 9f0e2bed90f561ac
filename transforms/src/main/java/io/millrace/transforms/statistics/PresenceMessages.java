package io.millrace.transforms.statistics;

import io.millrace.transforms.statistics.accumulator.FeatureAccumulator;
import io.millrace.transforms.statistics.accumulator.LevelAccumulator;
import io.millrace.transforms.statistics.accumulator.SliceAccumulator;
import io.millrace.transforms.statistics.generator.Histograms;
import io.millrace.transforms.statistics.generator.Histograms.Numbers;
import io.millrace.transforms.statistics.sketch.NumberDistribution;
import io.millrace.transforms.statistics.sketch.RankedValues;
import java.util.List;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.PresenceAndValencyStatistics;
import org.tensorflow.metadata.v0.WeightedCommonStatistics;

/**
 * Turns what is counted of the lists of a feature into TFDV's messages. A list of an inner level
 * can be missing in each element of the level above; the field of a struct in each of the structs.
 *
 * @param slots where the outermost list could be
 * @param weightedSlots what these weigh together
 */
record PresenceMessages(long slots, double weightedSlots) {
  /** How often the lists of a feature could have been there. */
  static PresenceMessages of(SliceAccumulator slice, FeatureAccumulator feature) {
    FeatureAccumulator parent = feature.path().parent().map(slice::feature).orElse(null);
    if (parent == null) {
      return new PresenceMessages(slice.examples(), slice.weightedExamples());
    }
    LevelAccumulator structs = parent.levels().get(parent.levels().size() - 1);
    return new PresenceMessages(structs.elements(), structs.weightedElements());
  }

  CommonStatistics common(FeatureAccumulator feature, StatisticsGenOptions options) {
    List<LevelAccumulator> levels = feature.levels();
    LevelAccumulator outermost = levels.get(0);
    LevelAccumulator innermost = levels.get(levels.size() - 1);
    CommonStatistics.Builder common =
        CommonStatistics.newBuilder()
            .setNumNonMissing(outermost.present())
            .setNumMissing(slots - outermost.present())
            .setTotNumValues(innermost.elements());
    if (outermost.present() > 0) {
      NumberDistribution counts = levels.size() == 1 ? outermost.lengths() : outermost.innermost();
      RankedValues ranked = counts.ranked();
      common
          .setMinNumValues((long) ranked.values()[0])
          .setMaxNumValues((long) ranked.values()[ranked.values().length - 1])
          .setAvgNumValues((float) ((double) innermost.elements() / outermost.present()))
          .setNumValuesHistogram(Histograms.quantiles(ranked, options.numValuesHistogramBuckets()));
      if (levels.size() == 1) {
        common.setMinNumValues(outermost.minLength()).setMaxNumValues(outermost.maxLength());
      }
    }
    if (levels.size() > 1) {
      addLevels(levels, common);
    }
    if (feature.settings().weighted()) {
      common.setWeightedCommonStats(
          weighted(weightedSlots, outermost, innermost.weightedElements()));
      if (levels.size() > 1) {
        addWeightedLevels(levels, common);
      }
    }
    return common.build();
  }

  private void addLevels(List<LevelAccumulator> levels, CommonStatistics.Builder common) {
    long possible = slots;
    for (LevelAccumulator level : levels) {
      PresenceAndValencyStatistics.Builder presence =
          common
              .addPresenceAndValencyStatsBuilder()
              .setNumNonMissing(level.present())
              .setNumMissing(possible - level.present());
      if (level.present() > 0) {
        presence
            .setMinNumValues(level.minLength())
            .setMaxNumValues(level.maxLength())
            .setTotNumValues(level.elements());
      }
      possible = level.elements();
    }
  }

  private void addWeightedLevels(List<LevelAccumulator> levels, CommonStatistics.Builder common) {
    double possible = weightedSlots;
    for (LevelAccumulator level : levels) {
      common.addWeightedPresenceAndValencyStats(
          weighted(possible, level, level.weightedElements()));
      possible = level.weightedElements();
    }
  }

  private static WeightedCommonStatistics weighted(
      double possible, LevelAccumulator level, double values) {
    double present = level.weightedPresent();
    return WeightedCommonStatistics.newBuilder()
        .setNumNonMissing(present)
        .setNumMissing(possible - present)
        .setTotNumValues(values)
        .setAvgNumValues(present == 0 ? 0 : (float) (values / present))
        .build();
  }

  /** Adds TFDV's histograms of the lengths of inner lists. */
  void addLengths(
      FeatureAccumulator feature,
      StatisticsGenOptions options,
      FeatureNameStatistics.Builder message) {
    for (int i = 1; i < feature.levels().size(); i++) {
      LevelAccumulator level = feature.levels().get(i);
      RankedValues ranked = level.lengths().ranked();
      String name = "level_" + (i + 1) + "_value_list_length_";
      int buckets = options.numValuesHistogramBuckets();
      add(message, name + "quantiles", Histograms.quantiles(ranked, buckets));
      Numbers lengths = new Numbers(ranked, 0, 0, level.minLength(), level.maxLength());
      add(message, name + "standard", Histograms.standard(lengths, buckets));
    }
  }

  private static void add(
      FeatureNameStatistics.Builder message, String name, Histogram.Builder histogram) {
    message.addCustomStats(CustomStatistic.newBuilder().setName(name).setHistogram(histogram));
  }
}
