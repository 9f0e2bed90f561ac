package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ListLevel;
import io.millrace.transforms.statistics.batch.Rows;
import java.util.function.IntConsumer;

/** Goes through the values of a column. */
public final class Values {
  private Values() {}

  /** Takes the values of a list. */
  @FunctionalInterface
  public interface ListConsumer {
    /**
     * Takes one list.
     *
     * @param start the index of its first value
     * @param end the index behind its last value
     */
    void accept(int start, int end);
  }

  /**
   * Gives the lists of the outermost level of these rows, in their order, each with the values of
   * all levels below.
   */
  public static void forEachList(Column column, Rows rows, ListConsumer list) {
    ListLevel lists = column.level(0);
    if (rows.areAll()) {
      for (int i = 0; i < lists.count(); i++) {
        list.accept(firstValue(column, i), firstValue(column, i + 1));
      }
      return;
    }
    for (int r = 0; r < rows.size(); r++) {
      int end = lists.first(rows.get(r) + 1);
      for (int i = lists.first(rows.get(r)); i < end; i++) {
        list.accept(firstValue(column, i), firstValue(column, i + 1));
      }
    }
  }

  private static int firstValue(Column column, int list) {
    int at = list;
    for (int level = 0; level < column.levels(); level++) {
      at = at == 0 ? 0 : column.level(level).end(at - 1);
    }
    return at;
  }

  /** Gives the index of each value of these rows, in their order. */
  public static void forEach(Column column, Rows rows, IntConsumer value) {
    if (rows.areAll()) {
      for (int i = 0; i < column.values(); i++) {
        value.accept(i);
      }
      return;
    }
    ListLevel lists = column.innermost();
    for (int r = 0; r < rows.size(); r++) {
      int first = lists.first(rows.get(r));
      int end = lists.first(rows.get(r) + 1);
      for (int i = first < end ? lists.start(first) : 0;
          first < end && i < lists.end(end - 1);
          i++) {
        value.accept(i);
      }
    }
  }
}
