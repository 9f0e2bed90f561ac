package io.millrace.transforms.validation;

import io.millrace.transforms.schema.ByteOrder;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.RankHistogram;

/**
 * How the values of one feature are distributed, as far as its statistics tell.
 *
 * @param categorical whether the statistics are those of strings
 * @param numeric whether they are those of numbers
 * @param counts by value, in the order of the bytes; of an integer feature where its statistics
 *     list all values, of other numbers none
 * @param histograms of a numeric feature
 */
record FeatureDistribution(
    boolean categorical, boolean numeric, Map<String, Double> counts, List<Histogram> histograms) {

  /**
   * Of a feature.
   *
   * @param weighted whether the weighted histograms are taken
   */
  static FeatureDistribution of(FeatureNameStatistics feature, boolean weighted) {
    return new FeatureDistribution(
        feature.hasStringStats(),
        feature.hasNumStats(),
        counts(feature, weighted),
        weighted
            ? feature.getNumStats().getWeightedNumericStats().getHistogramsList()
            : feature.getNumStats().getHistogramsList());
  }

  private static Map<String, Double> counts(FeatureNameStatistics feature, boolean weighted) {
    Map<String, Double> counts = new TreeMap<>(ByteOrder.INSTANCE);
    if (feature.hasStringStats()) {
      RankHistogram histogram =
          weighted
              ? feature.getStringStats().getWeightedStringStats().getRankHistogram()
              : feature.getStringStats().getRankHistogram();
      histogram
          .getBucketsList()
          .forEach(b -> counts.merge(b.getLabel(), b.getSampleCount(), Double::sum));
    } else if (!weighted) {
      StatisticsFiles.valueCounts(feature).ifPresent(counts::putAll);
    }
    return counts;
  }

  /** The first histogram of a type. */
  Optional<Histogram> histogram(Histogram.HistogramType type) {
    return histograms.stream().filter(h -> h.getType() == type).findFirst();
  }

  /** The counts that TFDV's comparators see: those of strings. */
  Map<String, Double> strings() {
    return categorical ? counts : Map.of();
  }
}
