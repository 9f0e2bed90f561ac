package io.millrace.transforms.statistics.label;

import io.millrace.transforms.statistics.sketch.FrequentItems;
import io.millrace.transforms.statistics.sketch.Hashes;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Counts, or weights, of the values of a feature and of their pairs with those of the label. */
final class PairCounts {
  private FrequentItems values = new FrequentItems(LiftStatistics.VALUES);
  private FrequentItems pairs = new FrequentItems(LiftStatistics.PAIRS);

  /** Adds to the table of single values. */
  static void add(FrequentItems table, byte[] key, double weight) {
    table.add(key, 0, key.length, Hashes.hash(key, 0, key.length), weight);
  }

  /** Adds an example. */
  void add(List<byte[]> xs, List<byte[]> ys, double weight) {
    for (byte[] x : xs) {
      add(values, x, weight);
      for (byte[] y : ys) {
        add(pairs, pair(x, y), weight);
      }
    }
  }

  private static byte[] pair(byte[] x, byte[] y) {
    return ByteBuffer.allocate(Short.BYTES + x.length + y.length)
        .putShort((short) y.length)
        .put(y)
        .put(x)
        .array();
  }

  void merge(PairCounts other) {
    values.merge(other.values);
    pairs.merge(other.pairs);
  }

  void write(StateOutput out) {
    values.write(out);
    pairs.write(out);
  }

  static PairCounts read(StateInput in) {
    PairCounts counts = new PairCounts();
    counts.values = FrequentItems.read(in);
    counts.pairs = FrequentItems.read(in);
    return counts;
  }

  /** Takes out what goes beyond the limits, as writing does, so that it does not show. */
  void settle() {
    write(new StateOutput());
  }

  /** By how much a count may be too low. */
  double error() {
    return Math.max(values.offset(), pairs.offset());
  }

  /** The values with their counts. */
  List<FrequentItems.Entry> values() {
    return values.entries();
  }

  /** The pairs with their counts. */
  List<Pair> pairs() {
    return pairs.entries().stream().map(Pair::of).toList();
  }

  /** A pair and its count. */
  record Pair(byte[] x, byte[] y, double count) {
    private static Pair of(FrequentItems.Entry entry) {
      byte[] key = entry.value();
      int end = Short.BYTES + ByteBuffer.wrap(key).getShort();
      return new Pair(
          Arrays.copyOfRange(key, end, key.length),
          Arrays.copyOfRange(key, Short.BYTES, end),
          entry.weight());
    }
  }
}
