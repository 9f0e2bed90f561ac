package io.millrace.transforms.ingest.table;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.ingest.format.Decimals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** The columns of a table as features. Belongs to one thread. */
final class TableColumns {
  private static final int LONG_DIGITS = 18;

  private final Decimals decimals;
  private final List<ValueNode> columns = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final List<String> problems = new ArrayList<>();
  private final int first;

  private TableColumns(Decimals decimals, int first) {
    this.decimals = decimals;
    this.first = first;
  }

  /**
   * The features of a schema.
   *
   * @param source for messages
   * @param first the ordinal of the first column that is a feature
   * @throws MillraceException (usage) if columns cannot be features; names all of them
   */
  static TableColumns of(String source, StructType schema, int first, Decimals decimals) {
    TableColumns columns = new TableColumns(decimals, first);
    StructField[] fields = schema.fields();
    for (int i = first; i < fields.length; i++) {
      columns.columns.add(columns.node(fields[i].name(), fields[i].dataType(), false));
    }
    if (fields.length == first) {
      columns.problems.add("found no column (expected: at least one)");
    }
    if (!columns.problems.isEmpty()) {
      throw MillraceException.usage(source + ": " + String.join("; ", columns.problems));
    }
    return columns;
  }

  /** Puts all features of a row. */
  void put(InternalRow row, ExampleBuilder example) throws BadValueException {
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).putOne(row, first + i, example);
    }
  }

  private ValueNode node(String name, DataType type, boolean inList) {
    if (type instanceof StructType struct) {
      List<ValueNode> fields = new ArrayList<>();
      for (StructField field : struct.fields()) {
        fields.add(node(name + "." + field.name(), field.dataType(), inList));
      }
      return new StructNode(name, fields);
    }
    if (inList && (type instanceof ArrayType || type instanceof MapType)) {
      return refuse(
          name,
          type.simpleString() + " inside an array or a map",
          "lists at most one deep; in select, use flatten or to_json");
    }
    if (type instanceof ArrayType array) {
      return new ListNode(node(name, array.elementType(), true));
    }
    if (type instanceof MapType map) {
      Scalar keyType = scalar(map.keyType());
      ValueNode keys = node(name + ".keys", map.keyType(), true);
      ValueNode values = node(name + ".values", map.valueType(), true);
      boolean sortable = !(map.keyType() instanceof DecimalType);
      return keys instanceof Leaf leaf && sortable
          ? new MapNode(leaf, keyType, values)
          : refuse(
              name,
              type.simpleString(),
              "keys that are integers, floats, text or binary; in select, use to_json");
    }
    Scalar scalar = scalar(type);
    if (scalar == null) {
      return refuse(
          name,
          type.simpleString(),
          "a number, boolean, text, binary, date, timestamp or decimal, or structs, arrays and maps"
              + " of these; in select, cast it or leave it out");
    }
    if (!names.add(name)) {
      problems.add(
          "found two features '%s' (expected: each name once); rename one in select"
              .formatted(name));
    }
    return type instanceof DecimalType decimal
        ? new Leaf(name, scalar, decimal.precision(), decimal.scale())
        : new Leaf(name, scalar, 0, 0);
  }

  private Scalar scalar(DataType type) {
    if (type instanceof StringType) {
      return Scalar.TEXT;
    }
    if (type instanceof BinaryType) {
      return Scalar.BINARY;
    }
    if (type instanceof LongType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType) {
      return Scalar.LONG;
    }
    if (type instanceof IntegerType || type instanceof DateType) {
      return Scalar.INT;
    }
    if (type instanceof ShortType) {
      return Scalar.SHORT;
    }
    if (type instanceof ByteType) {
      return Scalar.BYTE;
    }
    if (type instanceof BooleanType) {
      return Scalar.BOOLEAN;
    }
    if (type instanceof FloatType) {
      return Scalar.FLOAT;
    }
    if (type instanceof DoubleType) {
      return Scalar.DOUBLE;
    }
    if (type instanceof DecimalType decimal) {
      if (decimals == Decimals.TEXT) {
        return Scalar.DECIMAL_TEXT;
      }
      return decimal.scale() == 0 && decimal.precision() <= LONG_DIGITS
          ? Scalar.WHOLE_DECIMAL
          : Scalar.DECIMAL;
    }
    return type instanceof NullType ? Scalar.VOID : null;
  }

  private ValueNode refuse(String name, String found, String expected) {
    problems.add("column '%s': found %s (expected: %s)".formatted(name, found, expected));
    return new StructNode(name, List.of());
  }
}
