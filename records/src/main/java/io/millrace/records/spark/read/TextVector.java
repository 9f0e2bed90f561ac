package io.millrace.records.spark.read;

import java.util.Arrays;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** Texts that lie in no buffer: messages about corrupt records. */
final class TextVector extends BatchVector {
  private UTF8String[] values = new UTF8String[0];

  TextVector() {
    super(DataTypes.StringType);
  }

  @Override
  void reserveValues(int wanted) {
    values = Arrays.copyOf(values, larger(values.length, wanted));
  }

  /** Sets a row that there is room for. */
  void set(int row, String text) {
    values[row] = UTF8String.fromString(text);
    nulls[row] = false;
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return nulls[row] ? null : values[row];
  }
}
