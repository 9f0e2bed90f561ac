package io.millrace.model.evaluate;

import io.millrace.artifacts.MillraceException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;

/**
 * The accumulators of all slices by encoded key: a hash table that is asked with a part of a
 * buffer, so that finding a slice that is known makes no object.
 *
 * <p>Invariants: entries {@code 0..size-1} are filled; every key is there once. Merging is
 * commutative and associative but for the order of entries. Not thread-safe.
 */
final class SliceTable implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int INITIAL_CAPACITY = 16;

  private final int maxSlices;
  private final int topKs;
  private int size;
  private byte[][] keys = new byte[INITIAL_CAPACITY][];
  private MetricAccumulator[] values = new MetricAccumulator[INITIAL_CAPACITY];
  // Entry + 1 by hash, 0 where free; twice as long as keys.
  private int[] places = new int[2 * INITIAL_CAPACITY];

  /**
   * An empty table.
   *
   * @param maxSlices slices allowed besides the overall one
   * @param topKs how many values of k the accumulators keep
   */
  SliceTable(int maxSlices, int topKs) {
    this.maxSlices = maxSlices;
    this.topKs = topKs;
  }

  /**
   * The accumulator of a slice, made if it is new.
   *
   * @param buffer holds the key in {@code [0, length)}; it is copied if the slice is new
   * @throws MillraceException (usage) if the slice is new and there are already too many
   */
  MetricAccumulator slice(byte[] buffer, int length) {
    int place = place(buffer, length);
    if (places[place] != 0) {
      return values[places[place] - 1];
    }
    if (size > maxSlices) {
      throw MillraceException.usage(
          String.format(
              Locale.ROOT,
              "slices: more than %,d slices (expected: at most max_slices = %,d); leave out the"
                  + " feature with many values, or raise max_slices",
              maxSlices,
              maxSlices));
    }
    if (size == keys.length) {
      grow();
      place = place(buffer, length);
    }
    keys[size] = Arrays.copyOf(buffer, length);
    values[size] = new MetricAccumulator(topKs);
    places[place] = ++size;
    return values[size - 1];
  }

  private int place(byte[] buffer, int length) {
    int hash = 1;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + buffer[i];
    }
    int mask = places.length - 1;
    int place = (hash ^ (hash >>> 16)) * 0x9E3779B1 >>> 8 & mask;
    while (places[place] != 0 && !equal(keys[places[place] - 1], buffer, length)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private static boolean equal(byte[] key, byte[] buffer, int length) {
    return Arrays.equals(key, 0, key.length, buffer, 0, length);
  }

  private void grow() {
    keys = Arrays.copyOf(keys, 2 * size);
    values = Arrays.copyOf(values, 2 * size);
    places = new int[4 * size];
    for (int entry = 0; entry < size; entry++) {
      places[place(keys[entry], keys[entry].length)] = entry + 1;
    }
  }

  /** Adds all slices of another table, which stays as it is. */
  void merge(SliceTable other) {
    for (int entry = 0; entry < other.size; entry++) {
      byte[] key = other.keys[entry];
      slice(key, key.length).merge(other.values[entry]);
    }
  }

  int size() {
    return size;
  }

  /** The encoded key of an entry, not copied. */
  byte[] key(int entry) {
    return keys[entry];
  }

  MetricAccumulator value(int entry) {
    return values[entry];
  }
}
