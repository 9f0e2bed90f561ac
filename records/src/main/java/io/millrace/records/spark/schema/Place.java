package io.millrace.records.spark.schema;

import java.io.Serializable;
import java.util.Comparator;

/**
 * Where a record starts.
 *
 * @param byteOffset in bytes of the uncompressed file
 */
record Place(String file, long byteOffset) implements Serializable, Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::file).thenComparingLong(Place::byteOffset);

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  /** The earlier one; null is later than all. */
  static Place first(Place one, Place other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) <= 0 ? one : other;
  }

  @Override
  public String toString() {
    return "%s, byte %,d".formatted(file, byteOffset);
  }
}
