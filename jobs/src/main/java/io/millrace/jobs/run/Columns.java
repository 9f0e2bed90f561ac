package io.millrace.jobs.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows in columns of equal width. */
public final class Columns {
  private Columns() {}

  /**
   * Appends a head and rows.
   *
   * @param rightAligned indices of columns, mostly of numbers
   * @param cellMax longer cells are cut
   */
  public static void print(
      List<String> columns,
      List<List<Object>> rows,
      List<Integer> rightAligned,
      int cellMax,
      StringBuilder text) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(columns);
    rows.forEach(row -> cells.add(row.stream().map(cell -> cut(format(cell), cellMax)).toList()));
    int[] widths = new int[columns.size()];
    for (List<String> row : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String pad = " ".repeat(widths[i] - row.get(i).length());
        String cell = row.get(i);
        line.append("  ").append(rightAligned.contains(i) ? pad + cell : cell + pad);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }

  static String format(Object cell) {
    if (cell instanceof Double || cell instanceof Float) {
      double value = ((Number) cell).doubleValue();
      if (value == Math.rint(value) && Math.abs(value) >= 1000 && Math.abs(value) < 1e15) {
        return String.format(Locale.ROOT, "%,d", (long) value);
      }
      boolean plain = value == 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e7);
      return String.format(Locale.ROOT, plain ? "%.4f" : "%.4g", value);
    }
    if (cell instanceof Number) {
      return String.format(Locale.ROOT, "%,d", ((Number) cell).longValue());
    }
    return String.valueOf(cell).replaceAll("\\R", " ");
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max - 3) + "...";
  }
}
