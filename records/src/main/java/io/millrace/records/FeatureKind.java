package io.millrace.records;

/** Which list a feature of a tf.Example holds. */
public enum FeatureKind {
  /** No list is set: the feature is present without a value, as TFX writes for a missing one. */
  NONE,
  /** Byte strings. */
  BYTES,
  /** 32-bit floats. */
  FLOAT,
  /** 64-bit signed integers. */
  INT64
}
