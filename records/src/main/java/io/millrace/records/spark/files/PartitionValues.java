package io.millrace.records.spark.files;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Brings the partition values of folders into the types and the order of a schema. */
final class PartitionValues {
  private final StructType schema;
  private final int[] places;
  private final PartitionTypes types;
  private final Map<List<String>, Object[]> known = new HashMap<>();

  /**
   * @param columns those that the folders name
   * @param schema those that are wanted; empty where partitions do not matter
   */
  PartitionValues(List<String> columns, StructType schema, ZoneId zone) {
    this.schema = schema;
    this.types = new PartitionTypes(zone);
    this.places = new int[schema.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = place(columns, schema.apply(i).name());
    }
  }

  private static int place(List<String> columns, String name) {
    // The innermost counts, as folders above the source may be named like partitions, too.
    for (int i = columns.size() - 1; i >= 0; i--) {
      if (columns.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The values of a file; equal folders share an array. */
  Object[] of(PartitionPath partition, Path file) {
    Object[] values = known.get(partition.values());
    if (values == null) {
      values = parse(partition, file);
      known.put(partition.values(), values);
    }
    return values;
  }

  private Object[] parse(PartitionPath partition, Path file) {
    Object[] values = new Object[places.length];
    for (int i = 0; i < values.length; i++) {
      StructField field = schema.apply(i);
      if (places[i] < 0) {
        throw new IllegalArgumentException(
            "%s: found partition columns %s in its folders (expected: also %s, a partition column)"
                .formatted(file, partition.columns(), field.name()));
      }
      String text = partition.values().get(places[i]);
      try {
        values[i] = types.value(field.dataType(), text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "%s: found '%s' for the partition column %s (expected: %s); give the column another type in the schema"
                .formatted(file, text, field.name(), field.dataType().sql()),
            e);
      }
    }
    return values;
  }
}
