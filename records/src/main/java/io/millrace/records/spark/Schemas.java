package io.millrace.records.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Small changes to schemas. */
final class Schemas {
  private Schemas() {}

  /** The same schema, all of it nullable: nothing in a TFRecord file is sure to be there. */
  static StructType nullable(StructType schema) {
    StructType result = new StructType();
    for (StructField field : schema.fields()) {
      result =
          result.add(
              new StructField(field.name(), nullable(field.dataType()), true, field.metadata()));
    }
    return result;
  }

  private static DataType nullable(DataType type) {
    if (type instanceof ArrayType array) {
      return new ArrayType(nullable(array.elementType()), true);
    } else if (type instanceof StructType struct) {
      return nullable(struct);
    } else if (type instanceof MapType map) {
      return new MapType(nullable(map.keyType()), nullable(map.valueType()), true);
    }
    return type;
  }

  static Optional<StructField> field(StructType schema, String name) {
    return Arrays.stream(schema.fields()).filter(f -> f.name().equalsIgnoreCase(name)).findFirst();
  }

  /** The fields of a schema whose names are not in another. */
  static StructType without(StructType schema, StructType other) {
    StructType result = new StructType();
    for (StructField field : schema.fields()) {
      if (field(other, field.name()).isEmpty()) {
        result = result.add(field);
      }
    }
    return result;
  }

  /** The fields of a schema, then those of another that it does not have. */
  static StructType joined(StructType schema, StructType other) {
    StructType result = schema;
    for (StructField field : without(other, schema).fields()) {
      result = result.add(field);
    }
    return result;
  }

  /** Partition columns as Spark tells of them. */
  static Transform[] transforms(List<String> columns) {
    return columns.stream()
        .map(name -> Expressions.identity('`' + name.replace("`", "``") + '`'))
        .toArray(Transform[]::new);
  }

  /**
   * The columns that partition a table.
   *
   * @throws IllegalArgumentException if it is partitioned by anything but columns
   */
  static List<String> partitionColumns(Transform[] partitioning) {
    List<String> columns = new ArrayList<>();
    for (Transform transform : partitioning) {
      String[] name =
          transform.references().length == 1
              ? transform.references()[0].fieldNames()
              : new String[0];
      if (!transform.name().equals("identity") || name.length != 1) {
        throw new IllegalArgumentException(
            "found the partitioning " + transform.describe() + " (expected: a column)");
      }
      columns.add(name[0]);
    }
    return columns;
  }
}
