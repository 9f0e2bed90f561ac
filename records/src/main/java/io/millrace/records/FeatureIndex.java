package io.millrace.records;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where the features of one example lie, by index and by name: each name once, in the order of
 * their first places, with the last of its entries. Reuses its memory; belongs to one thread.
 */
final class FeatureIndex {
  private static final int INITIAL_FEATURES = 16;

  private final WireInput in;
  private byte[] buffer = new byte[0];
  private int count;
  private int[] entryStart = new int[INITIAL_FEATURES];
  private int[] entryEnd = new int[INITIAL_FEATURES];
  private int[] nameStart = new int[INITIAL_FEATURES];
  private int[] nameLength = new int[INITIAL_FEATURES];

  /** Names of earlier examples by index: examples of one file mostly have the same order. */
  private byte[][] keptNameBytes = new byte[INITIAL_FEATURES][];

  private String[] keptNames = new String[INITIAL_FEATURES];

  /** Open addressing: index + 1 of a feature, or 0; at least twice as many as features. */
  private int[] slots = new int[2 * INITIAL_FEATURES];

  /** An index of what this input reads. */
  FeatureIndex(WireInput in) {
    this.in = in;
  }

  /** Forgets all features; those to come lie in this array. */
  void reset(byte[] bytes) {
    buffer = bytes;
    count = 0;
    Arrays.fill(slots, 0);
  }

  /** Adds the entries of a message that holds a map from names, and ends there. */
  void readEntries(int end) {
    while (in.nextField(end)) {
      if (in.field() == 1 && in.isDelimited()) {
        readEntry(in.enter());
      } else {
        in.skip();
      }
    }
  }

  private void readEntry(int end) {
    int start = in.position();
    int name = start;
    int length = 0;
    while (in.nextField(end)) {
      if (in.field() == 1 && in.isDelimited()) {
        int nameEnd = in.enter();
        name = in.position();
        length = nameEnd - name;
        in.moveTo(nameEnd);
      } else {
        in.skip();
      }
    }
    add(start, end, name, length);
  }

  /** Adds a feature, or gives an earlier one of its name a new place. */
  private void add(int start, int end, int name, int length) {
    int slot = slot(buffer, name, length);
    int index = slots[slot] - 1;
    if (index < 0) {
      if (count == entryStart.length) {
        grow();
        slot = slot(buffer, name, length);
      }
      index = count++;
      slots[slot] = index + 1;
    }
    entryStart[index] = start;
    entryEnd[index] = end;
    nameStart[index] = name;
    nameLength[index] = length;
  }

  private void grow() {
    int size = 2 * count;
    entryStart = Arrays.copyOf(entryStart, size);
    entryEnd = Arrays.copyOf(entryEnd, size);
    nameStart = Arrays.copyOf(nameStart, size);
    nameLength = Arrays.copyOf(nameLength, size);
    keptNameBytes = Arrays.copyOf(keptNameBytes, size);
    keptNames = Arrays.copyOf(keptNames, size);
    slots = new int[2 * size];
    for (int i = 0; i < count; i++) {
      slots[slot(buffer, nameStart[i], nameLength[i])] = i + 1;
    }
  }

  /** The slot of a feature of this name, or the empty one where it belongs. */
  private int slot(byte[] bytes, int at, int length) {
    int hash = length;
    for (int i = at; i < at + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    int mask = slots.length - 1;
    int slot = (hash ^ hash >>> 15) & mask;
    while (slots[slot] != 0 && !isNamed(slots[slot] - 1, bytes, at, length)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean isNamed(int feature, byte[] bytes, int at, int length) {
    int start = nameStart[feature];
    return nameLength[feature] == length
        && Arrays.equals(buffer, start, start + length, bytes, at, at + length);
  }

  int count() {
    return count;
  }

  /** The index of the feature of this name, or -1. */
  int find(byte[] utf8) {
    return slots[slot(utf8, 0, utf8.length)] - 1;
  }

  boolean isNamed(int feature, byte[] utf8) {
    return isNamed(feature, utf8, 0, utf8.length);
  }

  int entryStart(int feature) {
    return entryStart[feature];
  }

  int entryEnd(int feature) {
    return entryEnd[feature];
  }

  int nameStart(int feature) {
    return nameStart[feature];
  }

  int nameLength(int feature) {
    return nameLength[feature];
  }

  /**
   * The name as a string, the one of the example before where it is the same.
   *
   * @throws MalformedExampleException if it is no UTF-8
   */
  String name(int feature) {
    byte[] kept = keptNameBytes[feature];
    if (kept == null || !isNamed(feature, kept)) {
      int start = nameStart[feature];
      kept = Arrays.copyOfRange(buffer, start, start + nameLength[feature]);
      keptNames[feature] = decode(kept, start);
      keptNameBytes[feature] = kept;
    }
    return keptNames[feature];
  }

  private String decode(byte[] utf8, int at) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw in.malformed(at, "a feature name that is not UTF-8", "UTF-8 text");
    }
  }
}
