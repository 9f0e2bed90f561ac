package io.millrace.records;

/** The feature, or the step of a feature list, that a cursor is on, where it lies. */
public sealed interface CurrentFeature permits ExampleCursor, FeatureListsCursor {
  /** Which list it holds. */
  FeatureKind kind();

  /** How many values it holds; 0 without a list. */
  int valueCount();

  /**
   * Copies all its values, which are floats.
   *
   * @return how many there are
   * @throws IllegalStateException if it holds something else
   */
  int readFloats(float[] target, int at);

  /**
   * Copies all its values, which are integers.
   *
   * @return how many there are
   * @throws IllegalStateException if it holds something else
   */
  int readLongs(long[] target, int at);

  /**
   * Where its value {@code i}, a byte string, starts in the array of the cursor.
   *
   * @throws IllegalStateException if it holds something else
   */
  int bytesOffset(int i);

  /** The length of its value {@code i}, a byte string, in bytes; fails as {@link #bytesOffset}. */
  int bytesLength(int i);
}
