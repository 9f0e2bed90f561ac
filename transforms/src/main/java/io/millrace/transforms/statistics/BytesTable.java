package io.millrace.transforms.statistics;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Counts of distinct byte strings. Exact while at most {@code limit} distinct ones came; beyond,
 * the table keeps the frequent ones by Misra-Gries: when it holds {@code 2 * limit} keys, the count
 * of the {@code limit}-th largest is taken from all, and those at or below zero go. A kept count is
 * too low by at most {@link #offset()}, which is at most {@code n / limit} for n values in all, and
 * a value that is more frequent than that is never lost.
 *
 * <p>Whether the counts are exact, and then their values, depend only on the multiset of values,
 * not on order or merging. Memory: 2 * limit keys with their bytes. Not thread-safe.
 */
final class BytesTable implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_SLOTS = 16;

  /** A value and how often it came. */
  record Entry(byte[] value, long count) {}

  private final int limit;
  private byte[][] keys = new byte[FIRST_SLOTS][];
  private long[] hashes = new long[FIRST_SLOTS];
  private long[] counts = new long[FIRST_SLOTS];
  private int size;
  private long offset;

  BytesTable(int limit) {
    this.limit = limit;
  }

  /** By how much a count may be too low. */
  long offset() {
    return offset;
  }

  /** Whether all counts are exact and complete. */
  boolean exact() {
    return offset == 0 && size <= limit;
  }

  void add(byte[] bytes, int at, int length, long hash) {
    add(bytes, at, length, hash, 1);
  }

  void merge(BytesTable other) {
    for (int i = 0; i < other.keys.length; i++) {
      if (other.keys[i] != null) {
        add(other.keys[i], 0, other.keys[i].length, other.hashes[i], other.counts[i]);
      }
    }
    offset += other.offset;
  }

  /**
   * The entries by descending count; among equals the larger value first, by unsigned bytes, as in
   * TFDV.
   */
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>(size);
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != null) {
        entries.add(new Entry(keys[i], counts[i]));
      }
    }
    entries.sort(
        Comparator.comparingLong(Entry::count)
            .thenComparing(Entry::value, Arrays::compareUnsigned)
            .reversed());
    return entries;
  }

  private void add(byte[] bytes, int at, int length, long hash, long count) {
    int slot = slotOf(bytes, at, length, hash);
    if (keys[slot] != null) {
      counts[slot] += count;
      return;
    }
    keys[slot] = Arrays.copyOfRange(bytes, at, at + length);
    hashes[slot] = hash;
    counts[slot] = count;
    size++;
    if (size == 2 * limit) {
      purge();
    } else if (size * 2 > keys.length) {
      rehash(keys.length * 2, 0);
    }
  }

  private void purge() {
    long[] sorted = new long[size];
    int n = 0;
    for (long count : counts) {
      if (count > 0) {
        sorted[n++] = count;
      }
    }
    Arrays.sort(sorted);
    long cut = sorted[n - limit];
    offset += cut;
    rehash(keys.length, cut);
  }

  private void rehash(int slots, long cut) {
    byte[][] oldKeys = keys;
    long[] oldHashes = hashes;
    long[] oldCounts = counts;
    keys = new byte[slots][];
    hashes = new long[slots];
    counts = new long[slots];
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != null && oldCounts[i] > cut) {
        int slot = slotOf(oldKeys[i], 0, oldKeys[i].length, oldHashes[i]);
        keys[slot] = oldKeys[i];
        hashes[slot] = oldHashes[i];
        counts[slot] = oldCounts[i] - cut;
        size++;
      }
    }
  }

  private int slotOf(byte[] bytes, int at, int length, long hash) {
    int mask = keys.length - 1;
    int slot = (int) hash & mask;
    while (keys[slot] != null
        && !(hashes[slot] == hash
            && Arrays.equals(keys[slot], 0, keys[slot].length, bytes, at, at + length))) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
