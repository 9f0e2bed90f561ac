package io.millrace.transforms.statistics.generator;

import java.io.Serializable;

/**
 * Statistics beyond the default ones, as TFDV's {@code CombinerStatsGenerator}: of a feature, of
 * several together, or of whole examples. They are computed in the same scan, for each split and
 * slice. Implementations need a public constructor without arguments to be named in a pipeline
 * file.
 */
public interface StatsGenerator extends Serializable {
  /** A name that tells it from all others, and stays the same: kept with the state. */
  String name();

  /**
   * What it counts by: where this is equal, what two generators of the same name counted may be
   * merged. By default the name.
   */
  default Object countsBy() {
    return name();
  }

  /** An accumulator that has seen nothing. */
  StatsAccumulator newAccumulator();

  /**
   * An accumulator for the examples of a slice. There may be 2,000 slices: what is large and only
   * to be looked at belongs to all examples alone. By default as {@link #newAccumulator}.
   */
  default StatsAccumulator newSliceAccumulator() {
    return newAccumulator();
  }
}
