package io.millrace.transforms.statistics.sketch;

import java.util.Arrays;

/**
 * Exact counts of distinct longs, by open addressing, and their weights if asked for. Holds at most
 * {@code limit} distinct keys; at most four slots of 16 bytes per key, 24 with weights. Not
 * thread-safe.
 */
final class NumberCounts {
  private static final int FIRST_SLOTS = 8;

  private final int limit;
  private long[] keys = new long[FIRST_SLOTS];
  private long[] counts = new long[FIRST_SLOTS];
  private double[] weights;
  private int size;

  NumberCounts(int limit, boolean weighted) {
    this.limit = limit;
    weights = weighted ? new double[FIRST_SLOTS] : null;
  }

  int size() {
    return size;
  }

  boolean isWeighted() {
    return weights != null;
  }

  /**
   * Adds {@code count} (above zero) to a key.
   *
   * @param weight all these weigh together; without meaning in counts without weights
   * @return false, with nothing changed, if the key is new and the table holds {@code limit} keys
   */
  boolean add(long key, long count, double weight) {
    int slot = slotOf(key);
    if (counts[slot] == 0) {
      if (size == limit) {
        return false;
      }
      if (++size * 2 > keys.length) {
        grow();
        slot = slotOf(key);
      }
      keys[slot] = key;
    }
    counts[slot] += count;
    if (weights != null) {
      weights[slot] += weight;
    }
    return true;
  }

  long count(long key) {
    return counts[slotOf(key)];
  }

  double weight(long key) {
    return weights[slotOf(key)];
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

  void write(StateOutput out) {
    out.writeVarint(size);
    long before = 0;
    for (long key : sortedKeys()) {
      int slot = slotOf(key);
      out.writeSigned(key - before);
      before = key;
      out.writeVarint(counts[slot]);
      if (weights != null) {
        out.writeDouble(weights[slot]);
      }
    }
  }

  static NumberCounts read(StateInput in, int limit, boolean weighted) {
    NumberCounts table = new NumberCounts(limit, weighted);
    int count = in.readCount(2);
    long key = 0;
    for (int i = 0; i < count; i++) {
      key += in.readSigned();
      long times = in.readVarint();
      double weight = weighted ? in.readDouble() : 0;
      if (times <= 0 || !table.add(key, times, weight)) {
        throw new BadStateException(in.position(), "a count of " + times);
      }
    }
    return table;
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
    double[] oldWeights = weights;
    keys = new long[oldKeys.length * 2];
    counts = new long[keys.length];
    weights = oldWeights == null ? null : new double[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldCounts[i] != 0) {
        int slot = slotOf(oldKeys[i]);
        keys[slot] = oldKeys[i];
        counts[slot] = oldCounts[i];
        if (oldWeights != null) {
          weights[slot] = oldWeights[i];
        }
      }
    }
  }
}
