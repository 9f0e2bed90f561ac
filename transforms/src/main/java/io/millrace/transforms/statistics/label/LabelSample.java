package io.millrace.transforms.statistics.label;

import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.TreeMap;

/**
 * The rows of the smallest hashes, in their order, as long as they fit: the same whatever the order
 * that rows came in, and merged without loss. A row is a list of pairs: what names a feature, and
 * its value.
 */
final class LabelSample {
  /** What the cells may take together. */
  static final int MAX_BYTES = 16 << 20;

  /** A row; those that are equal are counted. */
  private record Key(long hash, long[] cells) {
    static final Comparator<Key> ORDER =
        Comparator.comparingLong(Key::hash).thenComparing(Key::cells, Arrays::compare);
  }

  private final int maxRows;
  private final TreeMap<Key, Integer> rows = new TreeMap<>(Key.ORDER);
  private long count;
  private long bytes;

  LabelSample(int maxRows) {
    this.maxRows = maxRows;
  }

  /** Whether a row of this hash may be kept: if not, its cells need not be made. */
  boolean mayKeep(long hash) {
    return count < maxRows && bytes < MAX_BYTES || hash <= rows.lastKey().hash();
  }

  void add(long hash, long[] cells) {
    add(new Key(hash, cells), 1);
  }

  private void add(Key key, int times) {
    rows.merge(key, times, Integer::sum);
    count += times;
    bytes += (long) times * bytes(key);
    while (count > maxRows || bytes > MAX_BYTES && count > 1) {
      Key last = rows.lastKey();
      if (rows.merge(last, -1, Integer::sum) == 0) {
        rows.remove(last);
      }
      count--;
      bytes -= bytes(last);
    }
  }

  private static long bytes(Key key) {
    return Long.BYTES * (key.cells().length + 4L);
  }

  void merge(LabelSample other) {
    other.rows.forEach(this::add);
  }

  void write(StateOutput out) {
    out.writeVarint(rows.size());
    rows.forEach(
        (key, times) -> {
          out.writeLong(key.hash());
          out.writeVarint(times);
          out.writeVarint(key.cells().length);
          for (long cell : key.cells()) {
            out.writeLong(cell);
          }
        });
  }

  void read(StateInput in) {
    int size = in.readCount(Long.BYTES + 2);
    for (int i = 0; i < size; i++) {
      long hash = in.readLong();
      int times = (int) in.readVarint();
      long[] cells = new long[in.readCount(Long.BYTES)];
      for (int c = 0; c < cells.length; c++) {
        cells[c] = in.readLong();
      }
      add(new Key(hash, cells), times);
    }
  }

  /** How many rows there are. */
  int size() {
    return (int) count;
  }

  /** The cells of all rows. */
  Collection<long[]> rows() {
    return rows.entrySet().stream()
        .flatMap(e -> Collections.nCopies(e.getValue(), e.getKey().cells()).stream())
        .toList();
  }
}
