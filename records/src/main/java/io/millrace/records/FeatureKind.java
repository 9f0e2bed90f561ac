package io.millrace.records;

/** Which list a feature holds. */
public enum FeatureKind {
  /** No list is set: the feature is missing. */
  NONE,
  /** {@code bytes_list}. */
  BYTES,
  /** {@code float_list}, IEEE float32. */
  FLOAT,
  /** {@code int64_list}. */
  INT64
}
