package io.millrace.transforms.statistics;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The number of distinct 64-bit hashes: the {@code k} smallest are kept (KMV, as in TFDV, which
 * also takes k = 16384). Up to k distinct hashes the answer is exact; above, it is {@code (k - 1) *
 * 2^64 / (k-th smallest)} with a relative standard error of {@code 1 / sqrt(k - 2)}, 0.78% for
 * 16384.
 *
 * <p>The estimate depends only on the set of hashes, not on their order or on how they were merged.
 * Memory: at most 32 bytes per kept hash, 512 KiB for 16384. Not thread-safe.
 */
final class DistinctSketch implements Serializable {
  private static final long serialVersionUID = 1L;
  static final int DEFAULT_K = 16_384;
  private static final int FIRST_SLOTS = 16;

  private final int k;
  // Hashes are stored plus Long.MIN_VALUE, so that signed order is unsigned order of the hash; an
  // empty slot is 0, and the one hash that maps to 0 is moved to 1.
  private long[] slots = new long[FIRST_SLOTS];
  private int size;
  // Only hashes up to this one (in shifted order) can be among the k smallest.
  private long ceiling = Long.MAX_VALUE;

  DistinctSketch(int k) {
    this.k = k;
  }

  /** Adds a hash; all its bits must be well mixed. */
  void add(long hash) {
    long shifted = hash + Long.MIN_VALUE;
    addShifted(shifted == 0 ? 1 : shifted);
  }

  /** Adds all that another sketch of the same k holds; the other is not changed. */
  void merge(DistinctSketch other) {
    ceiling = Math.min(ceiling, other.ceiling);
    for (long shifted : other.slots) {
      if (shifted != 0) {
        addShifted(shifted);
      }
    }
  }

  /** The number of distinct hashes, exact up to k. */
  long estimate() {
    if (size <= k && ceiling == Long.MAX_VALUE) {
      return size;
    }
    trim();
    // The ceiling as a fraction of the whole range, in (0, 1].
    double fraction = (ceiling - (double) Long.MIN_VALUE) / 0x1p64;
    return Math.round((k - 1) / fraction);
  }

  private void addShifted(long shifted) {
    if (shifted > ceiling) {
      return;
    }
    int slot = slotOf(shifted);
    if (slots[slot] == shifted) {
      return;
    }
    slots[slot] = shifted;
    size++;
    if (size > 2 * k) {
      trim();
    } else if (size * 2 > slots.length) {
      rehash(sorted(), slots.length * 2);
    }
  }

  private void trim() {
    long[] kept = Arrays.copyOf(sorted(), k);
    ceiling = kept[k - 1];
    rehash(kept, slots.length);
    size = k;
  }

  private long[] sorted() {
    return Arrays.stream(slots).filter(s -> s != 0).sorted().toArray();
  }

  private void rehash(long[] hashes, int newSlots) {
    slots = new long[newSlots];
    for (long shifted : hashes) {
      slots[slotOf(shifted)] = shifted;
    }
  }

  private int slotOf(long shifted) {
    int mask = slots.length - 1;
    // The high bits are alike once the ceiling is low; the low bits are not.
    int slot = (int) shifted & mask;
    while (slots[slot] != 0 && slots[slot] != shifted) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
