package io.millrace.records.spark.write;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/**
 * Encodes a value of one column, or of one step of it, as a tf.Feature. Belongs to one thread and
 * keeps the value that was measured until it is written.
 */
abstract class FeatureEncoder {
  /**
   * Looks at a value that is not null and keeps it.
   *
   * @return the bytes that {@link #write} will append
   * @throws NullElementException if an array holds a null
   */
  abstract long measure(SpecializedGetters from, int ordinal);

  /** Appends the value measured last; the room has been reserved. */
  abstract void write(FrameBuffer out);

  /**
   * Appends the entry of a value that is not null. Scalars override it with the same lines: there
   * they are calls of one class, which the compiler joins.
   */
  void append(SpecializedGetters from, int ordinal, MapEntry entry, FrameBuffer out) {
    entry.start(out, measure(from, ordinal));
    write(out);
  }

  /** A null where a list can hold none. */
  static final class NullElementException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int index;

    NullElementException(int index) {
      super("null at index " + index, null, false, false);
      this.index = index;
    }

    int index() {
      return index;
    }
  }
}
