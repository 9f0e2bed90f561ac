package io.millrace.transforms.statistics.batch;

import java.util.Arrays;

/**
 * The lists of one nest level of a column that are present, in the order of the rows. Absent lists
 * leave no trace. Owned by the batch; not to be changed by readers.
 */
public final class ListLevel {
  private int count;
  private int[] rows = new int[16];
  private int[] ends = new int[16];
  // Where the lists of each row start, made when first asked for.
  private int[] firsts;
  private int indexedRows;

  /** How many lists are present. */
  public int count() {
    return count;
  }

  /** The row of the batch that list {@code i} lies in; never descending. */
  public int row(int i) {
    return rows[i];
  }

  /** The index of the first element of list {@code i}, among all elements of the level. */
  public int start(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }

  /** The index behind the last element of list {@code i}. */
  public int end(int i) {
    return ends[i];
  }

  /** The length of list {@code i}. */
  public int length(int i) {
    return end(i) - start(i);
  }

  /** The elements of all lists. */
  public int elements() {
    return count == 0 ? 0 : ends[count - 1];
  }

  /**
   * The first list of a row, or where it would stand; the lists end where those of the next start.
   */
  public int first(int row) {
    if (firsts == null) {
      index();
    }
    return row < indexedRows ? firsts[row] : count;
  }

  private void index() {
    indexedRows = count == 0 ? 0 : rows[count - 1] + 1;
    firsts = new int[indexedRows];
    int list = 0;
    for (int row = 0; row < indexedRows; row++) {
      firsts[row] = list;
      while (list < count && rows[list] == row) {
        list++;
      }
    }
  }

  void add(int row, int length) {
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    ends[count] = elements() + length;
    rows[count++] = row;
  }

  void clear() {
    count = 0;
    firsts = null;
  }
}
