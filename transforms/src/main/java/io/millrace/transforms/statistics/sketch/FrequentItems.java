package io.millrace.transforms.statistics.sketch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Weights of distinct byte strings. Exact while at most {@code limit} distinct ones came, of at
 * most {@value #BYTES_LIMIT} bytes together; beyond, the table keeps the frequent ones by Misra and
 * Gries (1982): when it holds twice as much, the weight of the first that is too many is taken from
 * all, and those at or below zero go. A kept weight is too low by at most {@link #offset()}, and a
 * value that is heavier than that is never lost. For {@code n} values the offset is at most {@code
 * n / limit}, unless the strings are so long that their bytes are the limit.
 *
 * <p>Whether the weights are exact, and then their values, depend only on the multiset of values,
 * not on order or merging. Memory: {@code 2 * limit} entries of 32 bytes and twice {@value
 * #BYTES_LIMIT} bytes, at most. Not thread-safe.
 */
public final class FrequentItems {
  /** More than TFDV's default of 1000 ranks. */
  public static final int DEFAULT_LIMIT = 2048;

  static final int BYTES_LIMIT = 1 << 19;
  private static final int FIRST_ENTRIES = 8;

  /**
   * A value and its weight.
   *
   * @param value the bytes; not to be changed
   */
  public record Entry(byte[] value, double weight) {}

  private final int limit;
  // Slots hold the index of an entry plus one, or 0; entries are dense, their bytes in the arena.
  private int[] slots = new int[2 * FIRST_ENTRIES];
  private long[] hashes = new long[FIRST_ENTRIES];
  private double[] weights = new double[FIRST_ENTRIES];
  private int[] starts = new int[FIRST_ENTRIES + 1];
  private int size;
  private byte[] arena = new byte[64];
  private double offset;

  /** A table that keeps this many. */
  public FrequentItems(int limit) {
    this.limit = limit;
  }

  /** By how much a weight may be too low. */
  public double offset() {
    return offset;
  }

  /** Whether all weights are exact and complete. */
  public boolean isExact() {
    return offset == 0 && size <= limit && starts[size] <= BYTES_LIMIT;
  }

  /** How many distinct values are kept. */
  public int size() {
    return size;
  }

  /**
   * Adds to the weight of a value, if the table has it.
   *
   * @param hash of the value by {@link Hashes#hash}
   * @return false, with nothing changed, if it does not
   */
  public boolean addKnown(byte[] bytes, int at, int length, long hash, double weight) {
    int entry = slots[slotOf(bytes, at, length, hash)] - 1;
    if (entry < 0) {
      return false;
    }
    weights[entry] += weight;
    return true;
  }

  /**
   * Adds to the weight of a value.
   *
   * @param hash of the value by {@link Hashes#hash}
   * @param weight zero or more
   */
  public void add(byte[] bytes, int at, int length, long hash, double weight) {
    int slot = slotOf(bytes, at, length, hash);
    if (slots[slot] != 0) {
      weights[slots[slot] - 1] += weight;
      return;
    }
    append(bytes, at, length, hash, weight);
    slots[slot] = size;
    if (size >= 2 * limit || starts[size] > 2 * BYTES_LIMIT) {
      purge();
    } else if (size * 2 > slots.length) {
      slots = new int[2 * slots.length];
      index();
    }
  }

  /** Adds all that another table of the same limit holds; the other is not changed. */
  public void merge(FrequentItems other) {
    for (int i = 0; i < other.size; i++) {
      int start = other.starts[i];
      add(other.arena, start, other.starts[i + 1] - start, other.hashes[i], other.weights[i]);
    }
    offset += other.offset;
  }

  /**
   * The entries by descending weight; among equals the larger value first, by unsigned bytes, as in
   * TFDV.
   */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      entries.add(new Entry(Arrays.copyOfRange(arena, starts[i], starts[i + 1]), weights[i]));
    }
    entries.sort(
        Comparator.comparingDouble(Entry::weight)
            .thenComparing(Entry::value, Arrays::compareUnsigned)
            .reversed());
    return entries;
  }

  /** Writes the state; what exceeds the limits goes first. */
  public void write(StateOutput out) {
    if (size > limit || starts[size] > BYTES_LIMIT) {
      purge();
    }
    out.writeVarint(limit);
    out.writeDouble(offset);
    out.writeVarint(size);
    boolean counts = isWhole();
    out.writeBoolean(counts);
    for (int i = 0; i < size; i++) {
      int length = starts[i + 1] - starts[i];
      out.writeVarint(length);
      out.write(arena, starts[i], length);
      if (counts) {
        out.writeVarint((long) weights[i]);
      } else {
        out.writeDouble(weights[i]);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static FrequentItems read(StateInput in) {
    int limit = (int) in.readVarint();
    if (limit < 1 || limit > 1 << 20) {
      throw new BadStateException(in.position(), "a table of " + limit);
    }
    FrequentItems table = new FrequentItems(limit);
    double offset = in.readDouble();
    int count = in.readCount(2);
    boolean counts = in.readBoolean();
    for (int i = 0; i < count; i++) {
      byte[] value = in.readBytes();
      double weight = counts ? in.readVarint() : in.readDouble();
      table.add(value, 0, value.length, Hashes.hash(value, 0, value.length), weight);
    }
    table.offset = offset;
    return table;
  }

  private boolean isWhole() {
    for (int i = 0; i < size; i++) {
      if (weights[i] != (long) weights[i]) {
        return false;
      }
    }
    return true;
  }

  private void append(byte[] bytes, int at, int length, long hash, double weight) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * size);
      weights = Arrays.copyOf(weights, 2 * size);
      starts = Arrays.copyOf(starts, 2 * size + 1);
    }
    int start = starts[size];
    if (arena.length - start < length) {
      arena = Arrays.copyOf(arena, Math.max(start + length, 2 * arena.length));
    }
    System.arraycopy(bytes, at, arena, start, length);
    hashes[size] = hash;
    weights[size] = weight;
    starts[++size] = start + length;
  }

  private void purge() {
    double cut = cut();
    offset += cut;
    int kept = 0;
    int end = 0;
    for (int i = 0; i < size; i++) {
      if (weights[i] > cut) {
        int start = starts[i];
        int length = starts[i + 1] - start;
        System.arraycopy(arena, start, arena, end, length);
        hashes[kept] = hashes[i];
        weights[kept] = weights[i] - cut;
        starts[kept++] = end;
        end += length;
      }
    }
    starts[kept] = end;
    size = kept;
    Arrays.fill(slots, 0);
    index();
  }

  /** The weight of the heaviest entry that there is no room for. */
  private double cut() {
    if (size > limit && starts[size] <= BYTES_LIMIT) {
      double[] sorted = Arrays.copyOf(weights, size);
      Arrays.sort(sorted);
      return sorted[size - 1 - limit];
    }
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(weights[b], weights[a]));
    long bytes = 0;
    for (int i = 0; i < size; i++) {
      bytes += starts[order[i] + 1] - starts[order[i]];
      if (i == limit || bytes > BYTES_LIMIT) {
        return weights[order[i]];
      }
    }
    return 0;
  }

  private void index() {
    int mask = slots.length - 1;
    for (int i = 0; i < size; i++) {
      int slot = (int) hashes[i] & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = i + 1;
    }
  }

  private int slotOf(byte[] bytes, int at, int length, long hash) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      int entry = slots[slot] - 1;
      if (hashes[entry] == hash
          && starts[entry + 1] - starts[entry] == length
          && Arrays.equals(arena, starts[entry], starts[entry + 1], bytes, at, at + length)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
