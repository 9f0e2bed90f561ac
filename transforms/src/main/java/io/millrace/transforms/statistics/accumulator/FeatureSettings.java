package io.millrace.transforms.statistics.accumulator;

import java.io.Serializable;

/**
 * How a feature is counted.
 *
 * @param weighted whether its values have the weights of their examples
 * @param treatment what the schema says of it
 */
public record FeatureSettings(boolean weighted, Treatment treatment) implements Serializable {
  /** What values are taken for. */
  public enum Treatment {
    /** What they are. */
    PLAIN,
    /** Integers as categories: counted as strings. */
    CATEGORICAL,
    /** Byte strings as images and the like: only their lengths count. */
    OPAQUE
  }

  /** Without weights or a schema. */
  public static final FeatureSettings PLAIN = new FeatureSettings(false, Treatment.PLAIN);
}
