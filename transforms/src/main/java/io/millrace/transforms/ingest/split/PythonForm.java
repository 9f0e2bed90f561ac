package io.millrace.transforms.ingest.split;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Digests a tf.Example, or tf.SequenceExample, in the order of features in which Python's protobuf
 * runtime (upb) serializes it deterministically, which is what TFX hashes. It is that of our
 * records but for names that others start with: upb puts those behind them ({@code image_size},
 * {@code image}). Belongs to one thread.
 */
final class PythonForm {
  private static final int INITIAL_DEPTH = 8;

  private byte[] bytes;
  private int position;
  private int entryStart;
  private int entryEnd;
  private int nameStart;
  private int nameEnd;

  /**
   * Entries whose names are starts of the current one: where each begins and ends, and its name.
   */
  private int[] open = new int[4 * INITIAL_DEPTH];

  private int depth;

  /** Adds a record, in the deterministic form of {@code records}, to a digest. */
  void update(MessageDigest digest, byte[] record, int offset, int length) {
    bytes = record;
    int end = offset + length;
    if (!hasNestedNames(offset, end)) {
      digest.update(record, offset, length);
      return;
    }
    position = offset;
    while (position < end) {
      int fieldStart = position;
      int fieldEnd = enter();
      digest.update(record, fieldStart, position - fieldStart);
      depth = 0;
      while (position < fieldEnd) {
        nextEntry();
        close(digest, true);
        push();
      }
      close(digest, false);
    }
  }

  private boolean hasNestedNames(int offset, int end) {
    position = offset;
    while (position < end) {
      int fieldEnd = enter();
      depth = 0;
      while (position < fieldEnd) {
        nextEntry();
        if (depth > 0 && lastOpenStartsName()) {
          return true;
        }
        depth = 0;
        push();
      }
    }
    return false;
  }

  /** Goes to the first entry of a map of features; returns where the map ends. */
  private int enter() {
    position++;
    int length = varint();
    return position + length;
  }

  private void nextEntry() {
    entryStart = position;
    position++;
    int length = varint();
    entryEnd = position + length;
    position++;
    int nameLength = varint();
    nameStart = position;
    nameEnd = position + nameLength;
    position = entryEnd;
  }

  private void push() {
    if (4 * depth == open.length) {
      open = Arrays.copyOf(open, 2 * open.length);
    }
    open[4 * depth] = entryStart;
    open[4 * depth + 1] = entryEnd;
    open[4 * depth + 2] = nameStart;
    open[4 * depth + 3] = nameEnd;
    depth++;
  }

  /** Digests the open entries from the last on, those that start the current name excepted. */
  private void close(MessageDigest digest, boolean exceptStarts) {
    while (depth > 0 && !(exceptStarts && lastOpenStartsName())) {
      depth--;
      digest.update(bytes, open[4 * depth], open[4 * depth + 1] - open[4 * depth]);
    }
  }

  private boolean lastOpenStartsName() {
    int start = open[4 * depth - 2];
    int length = open[4 * depth - 1] - start;
    if (length > nameEnd - nameStart) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[start + i] != bytes[nameStart + i]) {
        return false;
      }
    }
    return true;
  }

  private int varint() {
    int value = 0;
    int shift = 0;
    while (true) {
      byte b = bytes[position++];
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
      shift += 7;
    }
  }
}
