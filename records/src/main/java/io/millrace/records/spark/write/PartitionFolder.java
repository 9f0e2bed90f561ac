package io.millrace.records.spark.write;

import io.millrace.records.spark.files.PartitionNames;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** The folder that a row belongs to; remembers that of the row before. Belongs to one task. */
final class PartitionFolder {
  private final List<String> columns;
  private final ZoneId zone;
  private final int[] ordinals;
  private final DataType[] types;
  private final Object[] current;
  private String folder;

  PartitionFolder(StructType schema, List<String> columns, ZoneId zone) {
    this.columns = columns;
    this.zone = zone;
    this.ordinals = columns.stream().mapToInt(schema::fieldIndex).toArray();
    this.types =
        columns.stream().map(name -> schema.apply(name).dataType()).toArray(DataType[]::new);
    this.current = new Object[ordinals.length];
  }

  /**
   * The path below the root; the same object for rows of the same folder that follow each other.
   */
  String of(InternalRow row) {
    boolean changed = folder == null;
    for (int i = 0; i < ordinals.length; i++) {
      Object value = row.isNullAt(ordinals[i]) ? null : row.get(ordinals[i], types[i]);
      if (!Objects.equals(value, current[i])) {
        current[i] = value instanceof UTF8String text ? text.copy() : value;
        changed = true;
      }
    }
    if (changed) {
      folder = text();
    }
    return folder;
  }

  private String text() {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < ordinals.length; i++) {
      String text = PartitionText.ofInternal(current[i], types[i], zone);
      path.append(i == 0 ? "" : "/").append(PartitionNames.folder(columns.get(i), text));
    }
    return path.toString();
  }
}
