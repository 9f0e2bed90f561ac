package io.millrace.records.spark.write;

import io.millrace.records.spark.options.RecordType;
import io.millrace.records.spark.options.WriteOptions;
import io.millrace.records.spark.options.WriteOptions.NullFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.UserDefinedType;

/** Which encoder a column gets, and why it gets none. */
final class ColumnTypes {
  private final WriteOptions options;
  private final Set<String> sequenceColumns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final List<String> problems = new ArrayList<>();

  private ColumnTypes(WriteOptions options) {
    this.options = options;
    sequenceColumns.addAll(options.sequenceColumns());
  }

  /**
   * An encoder of rows of a schema.
   *
   * @param partitionColumns the columns that stand in folder names, and not in records
   * @throws IllegalArgumentException if columns cannot be written; names all of them
   */
  static RowEncoder encoder(
      StructType schema, List<String> partitionColumns, WriteOptions options) {
    ColumnTypes types = new ColumnTypes(options);
    RowEncoder encoder =
        options.recordType() == RecordType.BYTE_ARRAY
            ? types.byteArray(schema, partitionColumns)
            : types.features(schema, partitionColumns);
    if (!types.problems.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot write as " + options.recordType() + ": " + String.join("; ", types.problems));
    }
    return encoder;
  }

  private RowEncoder byteArray(StructType schema, List<String> partitionColumns) {
    List<String> names = dataColumns(schema, partitionColumns);
    if (names.size() != 1 || !(schema.apply(names.get(0)).dataType() instanceof BinaryType)) {
      problems.add(
          "found columns "
              + names.stream()
                  .map(name -> name + " " + schema.apply(name).dataType().simpleString())
                  .collect(Collectors.joining(", ", "(", ")"))
              + " (expected: one of type binary); select the column that holds the records");
      return null;
    }
    return new ByteArrayRowEncoder(names.get(0), schema.fieldIndex(names.get(0)));
  }

  private RowEncoder features(StructType schema, List<String> partitionColumns) {
    List<String> names = dataColumns(schema, partitionColumns);
    if (names.isEmpty()) {
      problems.add("all columns are partition columns (expected: at least one other)");
    }
    List<String> unknown = new ArrayList<>(options.sequenceColumns());
    unknown.removeIf(name -> names.stream().anyMatch(name::equalsIgnoreCase));
    if (!unknown.isEmpty()) {
      problems.add(
          "option 'sequenceColumns': found " + unknown + " (expected: some of " + names + ")");
    }
    List<MapEntry> features = new ArrayList<>();
    List<MapEntry> lists = new ArrayList<>();
    StructField[] fields = schema.fields();
    for (int i = 0; i < fields.length; i++) {
      StructField field = fields[i];
      if (!names.contains(field.name())) {
        continue;
      }
      if (isFeatureList(field)) {
        FeatureEncoder steps = steps(field);
        lists.add(new MapEntry(field.name(), i, steps, false));
      } else {
        boolean nullsAsEmpty = options.nullFeatures() == NullFeatures.EMPTY;
        features.add(new MapEntry(field.name(), i, feature(field, field.dataType()), nullsAsEmpty));
      }
    }
    return new FeatureRowEncoder(sorted(features), sorted(lists));
  }

  private static List<String> dataColumns(StructType schema, List<String> partitionColumns) {
    List<String> names = new ArrayList<>(Arrays.asList(schema.fieldNames()));
    names.removeAll(partitionColumns);
    return names;
  }

  private MapEntry[] sorted(List<MapEntry> entries) {
    Collections.sort(entries);
    for (int i = 1; i < entries.size(); i++) {
      if (entries.get(i).equals(entries.get(i - 1))) {
        problems.add(
            "found two columns '" + entries.get(i).column() + "' (expected: each name once)");
      }
    }
    return entries.toArray(MapEntry[]::new);
  }

  private boolean isFeatureList(StructField field) {
    boolean nested =
        field.dataType() instanceof ArrayType array && array.elementType() instanceof ArrayType;
    if (nested || sequenceColumns.contains(field.name())) {
      if (options.recordType() == RecordType.SEQUENCE_EXAMPLE) {
        return true;
      }
      refuse(
          field,
          "a feature list",
          "a scalar or an array; set the option recordType=SequenceExample");
    }
    return false;
  }

  private FeatureEncoder steps(StructField field) {
    if (!(field.dataType() instanceof ArrayType array)) {
      return refuse(
          field,
          field.dataType().simpleString() + " in 'sequenceColumns'",
          "an array; take the column out of that option");
    }
    return new StepsFeature(feature(field, array.elementType()), array.containsNull());
  }

  private FeatureEncoder feature(StructField field, DataType type) {
    if (!(type instanceof ArrayType array)) {
      return scalar(field, type);
    }
    DataType element = array.elementType();
    boolean nullable = array.containsNull();
    if (element instanceof ArrayType) {
      return options.recordType() == RecordType.SEQUENCE_EXAMPLE
          ? refuse(
              field,
              field.dataType().simpleString(),
              "arrays at most two deep; flatten the inner ones")
          : null;
    }
    FeatureEncoder scalar = scalar(field, element);
    if (scalar instanceof LongFeatures.Scalar) {
      return new LongFeatures.Many(longSource(element), nullable);
    }
    if (scalar instanceof FloatFeatures.Scalar) {
      return new FloatFeatures.Many(element, nullable);
    }
    return new BytesFeatures.Many(element, nullable);
  }

  private FeatureEncoder scalar(StructField field, DataType type) {
    LongFeatures.Source source = longSource(type);
    if (source != null) {
      return new LongFeatures.Scalar(source);
    }
    if (type instanceof FloatType
        || options.allowLossyCasts()
            && (type instanceof DoubleType || type instanceof DecimalType)) {
      return new FloatFeatures.Scalar(type);
    }
    if (type instanceof StringType || type instanceof BinaryType || type instanceof DecimalType) {
      return new BytesFeatures.Scalar(type);
    }
    return refuse(field, field.dataType().simpleString(), advice(type));
  }

  private static LongFeatures.Source longSource(DataType type) {
    if (type instanceof LongType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType) {
      return LongFeatures.Source.LONG;
    }
    if (type instanceof IntegerType || type instanceof DateType) {
      return LongFeatures.Source.INT;
    }
    if (type instanceof ShortType) {
      return LongFeatures.Source.SHORT;
    }
    if (type instanceof ByteType) {
      return LongFeatures.Source.BYTE;
    }
    return type instanceof BooleanType ? LongFeatures.Source.BOOLEAN : null;
  }

  private static String advice(DataType type) {
    if (type instanceof DoubleType) {
      return "float, all that a tf.Example holds; cast it, or set the option allowLossyCasts=true";
    }
    if (type instanceof UserDefinedType<?> user) {
      return user.typeName().toLowerCase(Locale.ROOT).contains("vector")
          ? "an array; convert it by vector_to_array(column, 'float32')"
          : "a built-in type; convert it first";
    }
    if (type instanceof StructType) {
      return "a scalar or an array; select its fields as columns, or use to_json";
    }
    if (type instanceof MapType) {
      return "a scalar or an array; use map_keys and map_values, or to_json";
    }
    return "a number, boolean, string, binary, date, timestamp, decimal or an array of these; cast"
        + " it or leave it out";
  }

  private FeatureEncoder refuse(StructField field, String found, String expected) {
    problems.add("column '" + field.name() + "': found " + found + " (expected: " + expected + ")");
    return null;
  }
}
