package io.millrace.transforms.statistics;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Exact counts of distinct longs, by open addressing. Holds at most {@code limit} distinct keys, 16
 * bytes per slot, at most four slots per key. Not thread-safe.
 */
final class LongTable implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_SLOTS = 16;

  private final int limit;
  private long[] keys = new long[FIRST_SLOTS];
  private long[] counts = new long[FIRST_SLOTS];
  private int size;

  LongTable(int limit) {
    this.limit = limit;
  }

  int size() {
    return size;
  }

  /**
   * Adds {@code count} (above zero) to a key.
   *
   * @return false, with nothing changed, if the key is new and the table holds {@code limit} keys
   */
  boolean add(long key, long count) {
    int slot = slotOf(key);
    if (counts[slot] != 0) {
      counts[slot] += count;
      return true;
    }
    if (size == limit) {
      return false;
    }
    keys[slot] = key;
    counts[slot] = count;
    if (++size * 2 > keys.length) {
      grow();
    }
    return true;
  }

  long count(long key) {
    return counts[slotOf(key)];
  }

  /** The keys in ascending order of their signed value. */
  long[] sortedKeys() {
    long[] sorted = new long[size];
    int n = 0;
    for (int i = 0; i < keys.length; i++) {
      if (counts[i] != 0) {
        sorted[n++] = keys[i];
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }

  private int slotOf(long key) {
    int mask = keys.length - 1;
    int slot = (int) Hashes.mix(key) & mask;
    while (counts[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldCounts = counts;
    keys = new long[oldKeys.length * 2];
    counts = new long[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldCounts[i] != 0) {
        int slot = slotOf(oldKeys[i]);
        keys[slot] = oldKeys[i];
        counts[slot] = oldCounts[i];
      }
    }
  }
}
