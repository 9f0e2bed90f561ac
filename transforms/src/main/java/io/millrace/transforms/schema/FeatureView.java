package io.millrace.transforms.schema;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.NumericStatistics;

/** The statistics of a feature, as the rules of schemas ask for them. */
final class FeatureView {
  private final FeatureNameStatistics statistics;

  /**
   * A view of a feature of the top level.
   *
   * @throws MillraceException (data) for a nested feature
   */
  FeatureView(FeatureNameStatistics statistics) {
    if (statistics.getPath().getStepCount() > 1
        || statistics.getType() == FeatureNameStatistics.Type.STRUCT) {
      throw MillraceException.data(
          "statistics: feature '"
              + StatisticsFiles.name(statistics)
              + "' is nested (expected: the flat features of tf.Example)");
    }
    this.statistics = statistics;
  }

  String name() {
    return StatisticsFiles.name(statistics);
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
      default:
        return FeatureType.BYTES;
    }
  }

  CommonStatistics common() {
    switch (statistics.getStatsCase()) {
      case NUM_STATS:
        return statistics.getNumStats().getCommonStats();
      case STRING_STATS:
        return statistics.getStringStats().getCommonStats();
      case BYTES_STATS:
        return statistics.getBytesStats().getCommonStats();
      default:
        return CommonStatistics.getDefaultInstance();
    }
  }

  /** Sparse and weighted features, which are made of others, lack common statistics. */
  boolean isComposite() {
    return !statistics.hasNumStats() && !statistics.hasStringStats() && !statistics.hasBytesStats();
  }

  /** The share of records that have the feature; 1 if there are no records. */
  double fractionPresent() {
    long present = common().getNumNonMissing();
    long all = present + common().getNumMissing();
    return all == 0 ? 1 : (double) present / all;
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

  long maxBytes() {
    return statistics.getBytesStats().getMaxNumBytesInt();
  }

  boolean hasInvalidUtf8() {
    return statistics.getStringStats().getInvalidUtf8Count() > 0;
  }

  /**
   * The counts of string values in the order of their bytes, as far as the statistics list them.
   */
  Map<String, Double> strings() {
    Map<String, Double> counts = new TreeMap<>(ByteOrder.INSTANCE);
    statistics
        .getStringStats()
        .getRankHistogram()
        .getBucketsList()
        .forEach(b -> counts.merge(b.getLabel(), b.getSampleCount(), Double::sum));
    return counts;
  }

  boolean hasNan() {
    return numbers().getHistogramsList().stream().anyMatch(h -> h.getNumNan() > 0);
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
