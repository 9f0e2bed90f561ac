package io.millrace.records.spark.files;

import java.time.ZoneId;
import org.apache.spark.sql.types.StructType;

/**
 * The values that partition folders name, as readers tell them: another tool may have written
 * {@code day=01} for the day 1.
 */
public final class PartitionKeys {
  private final StructType columns;
  private final PartitionTypes types;

  /**
   * Keys of partition columns.
   *
   * @param columns the outer ones first
   * @param zone that of timestamps
   */
  public PartitionKeys(StructType columns, ZoneId zone) {
    this.columns = columns;
    this.types = new PartitionTypes(zone);
  }

  /**
   * A key of the value that a folder names, equal for values that SQL calls equal and for nulls.
   * What is no value of the column's type is equal to the same text only.
   *
   * @return null if the folder names another column, or none
   */
  public Object of(int column, String folder) {
    String name = PartitionNames.column(folder);
    if (name == null || !name.equalsIgnoreCase(columns.apply(column).name())) {
      return null;
    }
    String text = PartitionNames.text(folder);
    if (text == null) {
      return PartitionNames.NULL;
    }
    try {
      return withoutSignOfZero(types.value(columns.apply(column).dataType(), text));
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static Object withoutSignOfZero(Object value) {
    if (value instanceof Double number) {
      return number + 0.0;
    }
    return value instanceof Float number ? (Object) (number + 0.0f) : value;
  }
}
