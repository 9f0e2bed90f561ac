package io.millrace.transforms.schema;

import io.millrace.transforms.statistics.StatisticsFiles;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.DerivedFeatureSource;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.NumericStatistics;
import org.tensorflow.metadata.v0.RankHistogram;

/**
 * The statistics of a feature, as the rules of schemas ask for them; weighted ones where the
 * dataset has weights.
 */
final class FeatureView {
  /** The order of paths, step by step. */
  static final Comparator<FeatureView> BY_PATH = (a, b) -> comparePaths(a.path, b.path);

  /** How many values a record, or an element of the level above, has, and how often it has none. */
  record Level(long min, long max, double missing) {
    boolean isFixed() {
      return missing == 0 && min == max && min > 0;
    }
  }

  private final FeatureNameStatistics statistics;
  private final List<String> path;
  private final double examples;
  private final boolean weighted;

  FeatureView(
      FeatureNameStatistics statistics, List<String> path, double examples, boolean weighted) {
    this.statistics = statistics;
    this.path = path;
    this.examples = examples;
    this.weighted = weighted;
  }

  private static int comparePaths(List<String> a, List<String> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = ByteOrder.INSTANCE.compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  /** From the outermost struct to the feature itself. */
  List<String> path() {
    return path;
  }

  FeatureNameStatistics.Type statisticsType() {
    return statistics.getType();
  }

  /** The type that a schema gives to such values. */
  FeatureType type() {
    switch (statistics.getType()) {
      case INT:
        return FeatureType.INT;
      case FLOAT:
        return FeatureType.FLOAT;
      case STRUCT:
        return FeatureType.STRUCT;
      default:
        return FeatureType.BYTES;
    }
  }

  CommonStatistics common() {
    return StatisticsFiles.common(statistics);
  }

  /** Sparse and weighted features, which are made of others, lack common statistics. */
  boolean isComposite() {
    return statistics.getStatsCase() == FeatureNameStatistics.StatsCase.STATS_NOT_SET;
  }

  /** Examples of the dataset, or the sum of their weights. */
  double examples() {
    return examples;
  }

  /** Whether counts are sums of weights. */
  boolean isWeighted() {
    return weighted;
  }

  /** Records, or elements of the struct above, that have the feature. */
  double present() {
    return weighted
        ? common().getWeightedCommonStats().getNumNonMissing()
        : common().getNumNonMissing();
  }

  /** Records, or elements of the struct above, that lack it. */
  double missing() {
    return weighted ? common().getWeightedCommonStats().getNumMissing() : common().getNumMissing();
  }

  /** The share of those that have the feature; 1 if there are none. */
  double fractionPresent() {
    return missing() == 0 ? 1 : present() / (present() + missing());
  }

  /** Values in all. */
  double values() {
    CommonStatistics common = common();
    if (weighted) {
      return common.getWeightedCommonStats().getTotNumValues();
    }
    return common.getTotNumValues() == 0
        ? common.getNumNonMissing() * (double) common.getAvgNumValues()
        : common.getTotNumValues();
  }

  /** The levels of lists: one, or more if lists hold lists. */
  List<Level> levels() {
    CommonStatistics common = common();
    if (common.getPresenceAndValencyStatsCount() == 0) {
      long min = Math.max(0, common.getMinNumValues());
      return List.of(new Level(min, common.getMaxNumValues(), missing()));
    }
    boolean weights =
        weighted
            && common.getWeightedPresenceAndValencyStatsCount()
                == common.getPresenceAndValencyStatsCount();
    return Stream.iterate(0, i -> i < common.getPresenceAndValencyStatsCount(), i -> i + 1)
        .map(
            i ->
                new Level(
                    common.getPresenceAndValencyStats(i).getMinNumValues(),
                    common.getPresenceAndValencyStats(i).getMaxNumValues(),
                    weights
                        ? common.getWeightedPresenceAndValencyStats(i).getNumMissing()
                        : common.getPresenceAndValencyStats(i).getNumMissing()))
        .toList();
  }

  boolean hasStrings() {
    return statistics.hasStringStats();
  }

  boolean hasNumbers() {
    return statistics.hasNumStats();
  }

  NumericStatistics numbers() {
    return statistics.getNumStats();
  }

  long unique() {
    return statistics.getStringStats().getUnique();
  }

  /**
   * By how many the number of distinct values may be off, at three standard errors; 0 where it is
   * exact.
   */
  double uniqueError() {
    return 3
        * unique()
        * statistics.getCustomStatsList().stream()
            .filter(c -> c.getName().equals(StatisticsFiles.UNIQUE_ERROR))
            .mapToDouble(CustomStatistic::getNum)
            .findFirst()
            .orElse(0);
  }

  /** Whether values occur more than once: a listed one does, or there are too few distinct ones. */
  boolean hasRepeats() {
    return strings().values().stream().anyMatch(count -> count > 1)
        || unique() + uniqueError() < values();
  }

  long maxBytes() {
    return statistics.getBytesStats().getMaxNumBytesInt();
  }

  long invalidUtf8() {
    return statistics.getStringStats().getInvalidUtf8Count();
  }

  boolean hasInvalidUtf8() {
    return invalidUtf8() > 0;
  }

  /**
   * The counts of string values in the order of their bytes, as far as the statistics list them.
   */
  Map<String, Double> strings() {
    Map<String, Double> counts = new TreeMap<>(ByteOrder.INSTANCE);
    RankHistogram histogram =
        weighted
            ? statistics.getStringStats().getWeightedStringStats().getRankHistogram()
            : statistics.getStringStats().getRankHistogram();
    histogram
        .getBucketsList()
        .forEach(b -> counts.merge(b.getLabel(), b.getSampleCount(), Double::sum));
    return counts;
  }

  List<CustomStatistic> customStatistics() {
    return statistics.getCustomStatsList();
  }

  /** A custom statistic by its name; the first if there are several. */
  Optional<CustomStatistic> customStatistic(String name) {
    return customStatistics().stream().filter(c -> c.getName().equals(name)).findFirst();
  }

  /** What the feature was derived from for validation. */
  Optional<DerivedFeatureSource> derivedSource() {
    return statistics.hasValidationDerivedSource()
        ? Optional.of(statistics.getValidationDerivedSource())
        : Optional.empty();
  }

  double nanCount() {
    return numbers().getHistogramsList().stream().mapToDouble(Histogram::getNumNan).max().orElse(0);
  }

  boolean hasInfinity() {
    return Double.isInfinite(numbers().getMin())
        || Double.isInfinite(numbers().getMax())
        || numbers().getHistogramsList().stream()
            .flatMap(h -> h.getBucketsList().stream())
            .anyMatch(
                b -> Double.isInfinite(b.getLowValue()) || Double.isInfinite(b.getHighValue()));
  }

  /** A value between 0 and 1, exclusive, that a quantile shows; NaN if none does. */
  double strictlyInsideUnit() {
    for (Histogram histogram : numbers().getHistogramsList()) {
      if (histogram.getType() == Histogram.HistogramType.QUANTILES) {
        for (Histogram.Bucket bucket : histogram.getBucketsList()) {
          if (bucket.getSampleCount() > 0 && isInside(bucket.getLowValue())) {
            return bucket.getLowValue();
          }
          if (bucket.getSampleCount() > 0 && isInside(bucket.getHighValue())) {
            return bucket.getHighValue();
          }
        }
      }
    }
    return Double.NaN;
  }

  private static boolean isInside(double value) {
    return value > 0 && value < 1;
  }
}
