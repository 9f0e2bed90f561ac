package io.millrace.records.spark.read;

import java.util.Arrays;

/**
 * A name in a map of features. Knows the bytes before the value of an entry in the plain form: tag
 * and length of the key, the key, tag of the value. They are compared eight at a time.
 */
final class EntryName {
  /** The column of this name; null if it is not read. */
  final FeatureColumn column;

  /** The name that followed this one last time; the best guess for the next time. */
  EntryName next;

  private final byte[] bytes;
  private final int length;
  private final long firstWord;
  private final long lastWord;

  /** A name that is not read and none that an entry has. */
  EntryName() {
    column = null;
    bytes = new byte[0];
    length = Integer.MAX_VALUE;
    firstWord = 0;
    lastWord = 0;
    next = this;
  }

  /** The name of an entry whose key, tags included, is this part of the array. */
  EntryName(byte[] source, int from, int to, FeatureColumn column) {
    this.column = column;
    length = to - from;
    bytes = Arrays.copyOfRange(source, from, from + Math.max(8, length));
    Arrays.fill(bytes, length, bytes.length, (byte) 0);
    firstWord = Wire.longAt(bytes, 0);
    lastWord = Wire.longAt(bytes, bytes.length - 8);
    next = this;
  }

  /** Where the value's length stands if the entry has this name, else -1. */
  int matches(byte[] buffer, int at, int end) {
    if (length >= end - at) {
      return -1;
    }
    if (length < 8) {
      return matchesShort(buffer, at);
    }
    if (Wire.longAt(buffer, at) != firstWord || Wire.longAt(buffer, at + length - 8) != lastWord) {
      return -1;
    }
    for (int i = 8; i < length - 8; i += 8) {
      if (Wire.longAt(buffer, at + i) != Wire.longAt(bytes, i)) {
        return -1;
      }
    }
    return at + length;
  }

  private int matchesShort(byte[] buffer, int at) {
    if (at + 8 <= buffer.length) {
      return Wire.longAt(buffer, at) << 64 - 8 * length == firstWord << 64 - 8 * length
          ? at + length
          : -1;
    }
    return Arrays.equals(buffer, at, at + length, bytes, 0, length) ? at + length : -1;
  }
}
