package io.millrace.model.evaluate;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Counts of (actual class, predicted class) pairs in a hash table of primitives: memory grows with
 * the pairs that occur (at most the number of examples), not with the square of the classes.
 *
 * <p>Merging is commutative and associative, exactly. Not thread-safe.
 */
final class ConfusionCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The predicted class of an example for which the model gave no usable probabilities. */
  static final int NO_PREDICTION = -1;

  private static final int INITIAL_CAPACITY = 16;

  // A pair is stored as actual << 32 | (predicted + 1); a free place has count 0.
  private long[] pairs = new long[INITIAL_CAPACITY];
  private long[] counts = new long[INITIAL_CAPACITY];
  private int used;

  /** Receives one pair with its count. */
  interface CellVisitor {
    void cell(int actual, int predicted, long count);
  }

  /** Adds {@code count} examples of one pair; {@code predicted} may be {@link #NO_PREDICTION}. */
  void add(int actual, int predicted, long count) {
    addPair(((long) actual << 32) | (predicted + 1), count);
  }

  private void addPair(long pair, long count) {
    int place = place(pair);
    if (counts[place] == 0) {
      if (2 * (used + 1) > pairs.length) {
        grow();
        place = place(pair);
      }
      pairs[place] = pair;
      used++;
    }
    counts[place] += count;
  }

  private int place(long pair) {
    int mask = pairs.length - 1;
    // Fibonacci hashing: class ids are small and regular, their low bits alone would collide.
    int place = (int) ((pair * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (counts[place] != 0 && pairs[place] != pair) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldPairs = pairs;
    long[] oldCounts = counts;
    pairs = new long[2 * oldPairs.length];
    counts = new long[2 * oldPairs.length];
    for (int i = 0; i < oldPairs.length; i++) {
      if (oldCounts[i] != 0) {
        int place = place(oldPairs[i]);
        pairs[place] = oldPairs[i];
        counts[place] = oldCounts[i];
      }
    }
  }

  /** Adds all counts of another table, which stays as it is. */
  void merge(ConfusionCounts other) {
    for (int i = 0; i < other.pairs.length; i++) {
      if (other.counts[i] != 0) {
        addPair(other.pairs[i], other.counts[i]);
      }
    }
  }

  /** The number of pairs that occur. */
  int size() {
    return used;
  }

  /** Visits the pairs by actual class, then by predicted class ({@link #NO_PREDICTION} first). */
  void forEach(CellVisitor visitor) {
    long[] sorted = new long[used];
    int at = 0;
    for (int i = 0; i < pairs.length; i++) {
      if (counts[i] != 0) {
        sorted[at++] = pairs[i];
      }
    }
    Arrays.sort(sorted);
    for (long pair : sorted) {
      visitor.cell((int) (pair >>> 32), (int) pair - 1, counts[place(pair)]);
    }
  }
}
