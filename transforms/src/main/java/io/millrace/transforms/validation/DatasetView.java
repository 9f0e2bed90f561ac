package io.millrace.transforms.validation;

import io.millrace.transforms.statistics.StatisticsFiles;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/** The statistics of a dataset by feature. */
final class DatasetView {
  private final DatasetFeatureStatistics statistics;
  private final Sketches sketches;
  private final Map<FeatureKey, FeatureNameStatistics> features = new LinkedHashMap<>();

  DatasetView(DatasetFeatureStatistics statistics) {
    this(statistics, Sketches.NONE);
  }

  /** Statistics with the sketches that they were made of. */
  DatasetView(DatasetFeatureStatistics statistics, Sketches sketches) {
    this.statistics = statistics;
    this.sketches = sketches;
    statistics.getFeaturesList().forEach(f -> features.putIfAbsent(FeatureKey.of(f), f));
  }

  DatasetFeatureStatistics statistics() {
    return statistics;
  }

  /** The features in the order of the file. */
  Collection<FeatureKey> keys() {
    return features.keySet();
  }

  Optional<FeatureNameStatistics> feature(FeatureKey key) {
    return Optional.ofNullable(features.get(key));
  }

  /** How the numbers of a feature are distributed, by sketches; empty where there are none. */
  Optional<NumberShape> shape(FeatureKey key) {
    return sketches.shape(key, statistics);
  }

  boolean isEmpty() {
    return statistics.getNumExamples() == 0;
  }

  /** Whether examples have weights and all features statistics with them. */
  boolean isWeighted() {
    return statistics.getWeightedNumExamples() != 0
        && features.values().stream()
            .allMatch(f -> StatisticsFiles.common(f).hasWeightedCommonStats());
  }

  /** The number of examples, or their weight. */
  double examples(boolean weighted) {
    return weighted ? statistics.getWeightedNumExamples() : statistics.getNumExamples();
  }
}
