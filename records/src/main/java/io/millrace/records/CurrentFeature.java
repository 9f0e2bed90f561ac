package io.millrace.records;

/**
 * The feature, or the step of a feature list, that a cursor is on, where it lies: its values. All
 * methods raise {@link IllegalStateException} if the cursor is on none.
 */
public abstract sealed class CurrentFeature permits ExampleCursor, FeatureListsCursor {
  final WireInput in = new WireInput();
  final FeatureValues values = new FeatureValues(in);

  /** Whether the cursor is on a feature. */
  boolean onFeature;

  CurrentFeature() {}

  /** What to say where the cursor is on none. */
  abstract String none();

  /** The feature, for an error. */
  abstract String described();

  /** Which list it holds. */
  public final FeatureKind kind() {
    checkFeature();
    return values.kind();
  }

  /** How many values it holds; 0 without a list. */
  public final int valueCount() {
    checkFeature();
    return values.count();
  }

  /**
   * Copies all its values, which are floats.
   *
   * @return how many there are
   * @throws IllegalStateException if it holds something else
   */
  public final int readFloats(float[] target, int at) {
    checkKind(FeatureKind.FLOAT);
    return values.readFloats(target, at);
  }

  /**
   * Copies all its values, which are integers.
   *
   * @return how many there are
   * @throws IllegalStateException if it holds something else
   */
  public final int readLongs(long[] target, int at) {
    checkKind(FeatureKind.INT64);
    return values.readLongs(target, at);
  }

  /**
   * Where its value {@code i}, a byte string, starts in the array of the cursor.
   *
   * @throws IllegalStateException if it holds something else
   */
  public final int bytesOffset(int i) {
    checkKind(FeatureKind.BYTES);
    return values.bytesOffset(i);
  }

  /** The length of its value {@code i}, a byte string, in bytes; fails as {@link #bytesOffset}. */
  public final int bytesLength(int i) {
    checkKind(FeatureKind.BYTES);
    return values.bytesLength(i);
  }

  final void checkFeature() {
    if (!onFeature) {
      throw new IllegalStateException(none());
    }
  }

  private void checkKind(FeatureKind expected) {
    checkFeature();
    if (values.kind() != expected) {
      throw new IllegalStateException(
          described() + " holds " + values.kind() + " (expected: " + expected + ")");
    }
  }
}
