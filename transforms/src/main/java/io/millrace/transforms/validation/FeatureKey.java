package io.millrace.transforms.validation;

import io.millrace.transforms.schema.SerializedPath;
import java.util.List;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Path;

/** The path of a feature as a list of steps; the key by which datasets and schemas are matched. */
record FeatureKey(List<String> steps) {
  FeatureKey {
    steps = List.copyOf(steps);
  }

  /** Of statistics that give a path, or a name as older writers do. */
  static FeatureKey of(FeatureNameStatistics statistics) {
    return new FeatureKey(
        statistics.hasPath()
            ? List.copyOf(statistics.getPath().getStepList())
            : List.of(statistics.getName()));
  }

  /** Of a path of anomalies or of the schema. */
  static FeatureKey of(Path path) {
    return new FeatureKey(List.copyOf(path.getStepList()));
  }

  /** Of the written form of anomalies: see {@link #serialized()}. */
  static FeatureKey parse(String serialized) {
    return new FeatureKey(SerializedPath.parse(serialized));
  }

  /** TFDV's written form, the key of anomalies. */
  String serialized() {
    return SerializedPath.of(steps);
  }

  Path path() {
    return Path.newBuilder().addAllStep(steps).build();
  }
}
