package io.millrace.transforms.statistics.image;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.ListLevel;
import java.nio.charset.StandardCharsets;

/** Writes the label of an image below it. */
final class Captions {
  private static final int LONGEST_LABEL = 40;

  private Captions() {}

  /** The first value of the label in a row and a separator; empty without one. */
  static String label(ExampleBatch batch, int row, ImageSettings settings) {
    Column column = settings.label().map(batch::column).orElse(null);
    if (column == null || column.kind() == null) {
      return "";
    }
    ListLevel lists = column.innermost();
    int list = lists.first(row);
    boolean found = list < lists.count() && lists.row(list) == row && lists.length(list) > 0;
    return found ? value(column, lists.start(list)) + " · " : "";
  }

  private static String value(Column column, int i) {
    return switch (column.kind()) {
      case INT -> Long.toString(column.longs()[i]);
      case FLOAT -> Float.toString((float) column.doubles()[i]);
      case STRUCT -> "";
      case BYTES -> {
        int start = column.bytesStart(i);
        String text =
            new String(column.bytes(), start, column.bytesEnd(i) - start, StandardCharsets.UTF_8);
        yield text.codePointCount(0, text.length()) <= LONGEST_LABEL
            ? text
            : text.substring(0, text.offsetByCodePoints(0, LONGEST_LABEL - 1)) + "…";
      }
    };
  }
}
