package io.millrace.transforms.statistics.batch;

import java.util.Arrays;

/** Some rows of a batch in ascending order, or all of them. Reused from batch to batch. */
public final class Rows {
  private static final Rows ALL = new Rows();

  private int[] indexes = new int[16];
  private int size;
  private boolean ordered = true;

  /** None yet. */
  public Rows() {}

  /** All rows of a batch, however many. */
  public static Rows all() {
    return ALL;
  }

  /** Whether these are all rows; then {@link #size} and {@link #get} have no meaning. */
  public boolean areAll() {
    return this == ALL;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** The index of a row in the batch. */
  public int get(int i) {
    return indexes[i];
  }

  /** Adds a row; one that was added just before is not added again. */
  public void add(int row) {
    if (size > 0 && indexes[size - 1] >= row) {
      if (indexes[size - 1] == row) {
        return;
      }
      ordered = false;
    }
    if (size == indexes.length) {
      indexes = Arrays.copyOf(indexes, 2 * size);
    }
    indexes[size++] = row;
  }

  /** Brings rows into their order, each once, in whatever order they were added. */
  public void order() {
    if (ordered) {
      return;
    }
    Arrays.sort(indexes, 0, size);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || indexes[i] != indexes[i - 1]) {
        indexes[kept++] = indexes[i];
      }
    }
    size = kept;
    ordered = true;
  }

  /** Takes all rows out. */
  public void clear() {
    size = 0;
    ordered = true;
  }
}
