package io.millrace.records.spark.schema;

import java.io.Serializable;

/**
 * What was seen of one feature, or of the steps of one feature list.
 *
 * <p>Invariants: {@link #merge} is associative and commutative; the size does not depend on the
 * number of records.
 *
 * @param kinds bits: {@link #UNSET}, {@link #BYTES}, {@link #FLOAT}, {@link #INT64}, {@link
 *     #NO_STEPS}
 * @param firstBytes the first record with byte strings, null without
 * @param firstFloat the first record with floats, null without
 * @param firstInt64 the first record with integers, null without
 * @param minValues the fewest values where a list was set; the largest int if it never was
 * @param maxValues the most values where a list was set; -1 if it never was
 * @param utf8 whether all byte strings are valid UTF-8
 * @param setIn in how many records it has a list of values, or a step with one
 */
record FeatureTally(
    int kinds,
    Place firstBytes,
    Place firstFloat,
    Place firstInt64,
    int minValues,
    int maxValues,
    boolean utf8,
    long setIn)
    implements Serializable {
  /** A feature, or a step, without a list of values was seen. */
  static final int UNSET = 1;

  /** Bits of the fields of a tf.train.Feature: 1 shifted by the field's number. */
  static final int BYTES = 1 << 1;

  static final int FLOAT = 1 << 2;
  static final int INT64 = 1 << 3;

  /** A feature list without steps was seen. */
  static final int NO_STEPS = 1 << 4;

  /** The bits of the kinds of values. */
  static final int VALUES = BYTES | FLOAT | INT64;

  FeatureTally merge(FeatureTally other) {
    return new FeatureTally(
        kinds | other.kinds,
        Place.first(firstBytes, other.firstBytes),
        Place.first(firstFloat, other.firstFloat),
        Place.first(firstInt64, other.firstInt64),
        Math.min(minValues, other.minValues),
        Math.max(maxValues, other.maxValues),
        utf8 && other.utf8,
        setIn + other.setIn);
  }
}
