package io.millrace.records.spark.read;

import java.util.List;

/**
 * The names in the maps of a file's records, those of columns and some others, and which one
 * follows which: records of one writer mostly have the same order.
 */
final class EntryNames {
  private static final int MAX_NAMES = 1 << 14;
  private static final int MAX_NAME_BYTES = 256;

  /** Before the first entry of a record; and the name of entries that are not kept. */
  private final EntryName none = new EntryName();

  /** Open addressing, at most half full. */
  private EntryName[] slots;

  private int[] hashes;
  private int count;

  EntryNames(List<FeatureColumn> columns) {
    int size = 64;
    while (size < 4 * columns.size()) {
      size *= 2;
    }
    slots = new EntryName[size];
    hashes = new int[size];
    for (FeatureColumn column : columns) {
      byte[] key = key(column.utf8());
      add(new EntryName(key, 0, key.length, column), hash(key, 0, key.length));
    }
  }

  private static byte[] key(byte[] utf8) {
    int lengthBytes = 1;
    while (utf8.length >>> 7 * lengthBytes != 0) {
      lengthBytes++;
    }
    byte[] key = new byte[utf8.length + lengthBytes + 2];
    key[0] = 0x0a;
    for (int i = 0; i < lengthBytes; i++) {
      key[1 + i] = (byte) (utf8.length >>> 7 * i & 0x7f | (i < lengthBytes - 1 ? 0x80 : 0));
    }
    System.arraycopy(utf8, 0, key, 1 + lengthBytes, utf8.length);
    key[key.length - 1] = 0x12;
    return key;
  }

  /** Before the first entry. */
  EntryName none() {
    return none;
  }

  /** Where the key of an entry in the plain form ends, behind the tag of the value; or below 0. */
  static int keyEnd(byte[] buffer, int at, int end) {
    if (at >= end || buffer[at] != 0x0a) {
      return Wire.UNUSUAL;
    }
    long answer = Wire.length(buffer, at + 1, end);
    int from = (int) answer;
    int length = (int) (answer >>> 32);
    if (answer < 0 || length >= end - from || buffer[from + length] != 0x12) {
      return Wire.UNUSUAL;
    }
    // A length with more bytes than it needs: the same name under another key.
    if (from - at > 2 && buffer[from - 1] == 0) {
      return Wire.UNUSUAL;
    }
    return from + length + 1;
  }

  /** The name of an entry in the plain form whose key is this part of the buffer. */
  EntryName find(byte[] buffer, int at, int keyEnd, int end) {
    int hash = hash(buffer, at, keyEnd);
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != null) {
      if (hashes[slot] == hash && slots[slot].matches(buffer, at, end) == keyEnd) {
        return slots[slot];
      }
      slot = slot + 1 & mask;
    }
    if (count == MAX_NAMES || keyEnd - at > MAX_NAME_BYTES) {
      return none;
    }
    EntryName name = new EntryName(buffer, at, keyEnd, null);
    add(name, hash);
    return name;
  }

  private void add(EntryName name, int hash) {
    if (2 * count >= slots.length) {
      grow();
    }
    put(name, hash);
    count++;
  }

  private void put(EntryName name, int hash) {
    int slot = hash & slots.length - 1;
    while (slots[slot] != null) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = name;
    hashes[slot] = hash;
  }

  private void grow() {
    EntryName[] oldSlots = slots;
    int[] oldHashes = hashes;
    slots = new EntryName[2 * oldSlots.length];
    hashes = new int[slots.length];
    for (int i = 0; i < oldSlots.length; i++) {
      if (oldSlots[i] != null) {
        put(oldSlots[i], oldHashes[i]);
      }
    }
  }

  private static int hash(byte[] bytes, int from, int to) {
    long hash = to - from;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      hash = (hash ^ Wire.longAt(bytes, at)) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 32;
    }
    for (; at < to; at++) {
      hash = (hash ^ bytes[at]) * 0x9e3779b97f4a7c15L;
    }
    return (int) (hash ^ hash >>> 29 ^ hash >>> 47);
  }
}
