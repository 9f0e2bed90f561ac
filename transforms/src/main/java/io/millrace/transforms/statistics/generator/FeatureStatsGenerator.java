package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.statistics.batch.FeaturePath;
import java.io.Serializable;

/**
 * Statistics of each feature by itself, as TFDV's {@code CombinerFeatureStatsGenerator}; {@link
 * PerFeature} makes a {@link StatsGenerator} of it.
 */
public interface FeatureStatsGenerator extends Serializable {
  /** A name that tells it from all other generators, and stays the same: kept with the state. */
  String name();

  /** Whether it counts this feature; all by default. */
  default boolean appliesTo(FeaturePath feature) {
    return true;
  }

  /** As {@link StatsGenerator#countsBy}. */
  default Object countsBy() {
    return name();
  }

  /** An accumulator of a feature that has seen nothing. */
  FeatureStatsAccumulator newAccumulator(FeaturePath feature);

  /** As {@link StatsGenerator#newSliceAccumulator}. */
  default FeatureStatsAccumulator newSliceAccumulator(FeaturePath feature) {
    return newAccumulator(feature);
  }
}
