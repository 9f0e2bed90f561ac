package io.millrace.transforms.report;

import java.util.List;
import java.util.Optional;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.DriftSkewInfo;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/**
 * What is known of a feature in one dataset.
 *
 * @param examples of the dataset
 * @param statistics empty if the dataset has no such feature
 */
record FeatureCell(
    long examples,
    Optional<FeatureNameStatistics> statistics,
    Optional<AnomalyInfo> anomaly,
    Optional<DriftSkewInfo> comparison,
    List<FeatureDistance> distances) {
  boolean isEmpty() {
    return statistics.isEmpty() && anomaly.isEmpty() && comparison.isEmpty() && distances.isEmpty();
  }

  /** The counts that features of each type have; empty for composites that have none. */
  Optional<CommonStatistics> common() {
    return statistics.flatMap(FeatureCell::common);
  }

  static Optional<CommonStatistics> common(FeatureNameStatistics feature) {
    return switch (feature.getStatsCase()) {
      case NUM_STATS -> Optional.of(feature.getNumStats().getCommonStats());
      case STRING_STATS -> Optional.of(feature.getStringStats().getCommonStats());
      case BYTES_STATS -> Optional.of(feature.getBytesStats().getCommonStats());
      case STRUCT_STATS -> Optional.of(feature.getStructStats().getCommonStats());
      case STATS_NOT_SET -> Optional.empty();
    };
  }
}
