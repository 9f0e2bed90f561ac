package io.millrace.transforms.report;

import java.util.List;
import java.util.Map;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/**
 * Which feature it is.
 *
 * @param steps of its path, the outermost first
 */
record FeatureKey(List<String> steps) {
  static FeatureKey of(FeatureNameStatistics feature) {
    return new FeatureKey(
        feature.hasPath()
            ? List.copyOf(feature.getPath().getStepList())
            : List.of(feature.getName()));
  }

  /** Of an entry of the map of anomalies; writers before paths named the feature only there. */
  static FeatureKey of(Map.Entry<String, AnomalyInfo> entry) {
    AnomalyInfo info = entry.getValue();
    return new FeatureKey(
        info.hasPath() && info.getPath().getStepCount() > 0
            ? List.copyOf(info.getPath().getStepList())
            : List.of(entry.getKey()));
  }

  /** The steps joined by dots. */
  String name() {
    return String.join(".", steps);
  }
}
