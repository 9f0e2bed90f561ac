package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ListLevel;
import io.millrace.transforms.statistics.batch.Rows;
import java.util.function.IntConsumer;

/** Goes through the values of a column. */
public final class Values {
  private Values() {}

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
