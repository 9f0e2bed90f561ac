package io.millrace.records.spark.schema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The rules by which what was seen becomes columns. */
final class InferredSchema {
  /** Of unsigned bytes, so that it does not depend on how text is held in memory. */
  private static final Comparator<String> UTF8_ORDER =
      Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  private InferredSchema() {}

  /**
   * The columns, nullable and sorted by name.
   *
   * @throws IllegalArgumentException if the records do not agree on a feature
   */
  static StructType of(SchemaTally tally) {
    TreeMap<String, DataType> columns = new TreeMap<>(UTF8_ORDER);
    tally.features().forEach((name, seen) -> columns.put(name, feature(name, seen)));
    tally
        .lists()
        .forEach(
            (name, seen) -> {
              if (columns.containsKey(name)) {
                throw new IllegalArgumentException(
                    ("feature '%s': found in the context and in the feature lists (expected: one of"
                            + " them); give a schema with the one that is meant")
                        .formatted(name));
              }
              columns.put(name, array(array(element(name, seen))));
            });
    StructType schema = new StructType();
    for (var column : columns.entrySet()) {
      schema = schema.add(column.getKey(), column.getValue(), true);
    }
    return schema;
  }

  private static DataType feature(String name, FeatureTally seen) {
    DataType element = element(name, seen);
    boolean always1 = seen.minValues() == 1 && seen.maxValues() == 1;
    boolean neverSet = seen.maxValues() < 0;
    return always1 || neverSet ? element : array(element);
  }

  private static DataType array(DataType element) {
    return DataTypes.createArrayType(element, true);
  }

  /** Of the values, which are to be of one kind. */
  static DataType element(String name, FeatureTally seen) {
    return switch (seen.kinds() & FeatureTally.VALUES) {
      case FeatureTally.INT64 -> DataTypes.LongType;
      case FeatureTally.FLOAT -> DataTypes.FloatType;
      case FeatureTally.BYTES -> seen.utf8() ? DataTypes.StringType : DataTypes.BinaryType;
      case 0 -> DataTypes.StringType;
      default -> throw twoKinds(name, seen);
    };
  }

  private static IllegalArgumentException twoKinds(String name, FeatureTally seen) {
    StringBuilder found = new StringBuilder();
    place(found, "integers", seen.firstInt64());
    place(found, "floats", seen.firstFloat());
    place(found, "byte strings", seen.firstBytes());
    return new IllegalArgumentException(
        ("feature '%s': found %s (expected: one kind); give a schema, and the mode DROPMALFORMED or"
                + " PERMISSIVE for the records that do not fit it")
            .formatted(name, found));
  }

  private static void place(StringBuilder found, String kind, Place first) {
    if (first != null) {
      found.append(found.isEmpty() ? "" : ", ").append(kind);
      found.append(" (first in ").append(first).append(')');
    }
  }
}
