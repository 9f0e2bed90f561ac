package io.millrace.transforms.examples;

import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.Schema;

/**
 * Features of examples as columns of Spark, typed by the schema: INT is long, FLOAT float, BYTES
 * string, or binary where the domain is of images; a feature that the schema says has one value is
 * the value, any other an array. A feature that is missing, or is not what the schema says, is
 * null; where the schema is only a guess from some examples, it is an error.
 */
public final class ExampleColumns implements Serializable {
  private static final long serialVersionUID = 1L;

  private record FeatureColumn(byte[] name, FeatureKind kind, boolean single, boolean text)
      implements Serializable {}

  private final List<FeatureColumn> columns = new ArrayList<>();
  private final boolean strict;
  private StructType type = new StructType();

  /** A feature that is not what the columns were made for. */
  public static final class MisfitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private MisfitException(FeatureColumn column, String found, String expected) {
      super(
          "feature '%s': found %s (expected: %s, as in the first examples)"
              .formatted(new String(column.name(), StandardCharsets.UTF_8), found, expected));
    }
  }

  private ExampleColumns(boolean strict) {
    this.strict = strict;
  }

  /** The features of a schema that some expressions name. */
  public static ExampleColumns of(Schema schema, List<String> expressions) {
    return of(schema, expressions, false);
  }

  /** All features of a schema. */
  public static ExampleColumns all(Schema schema) {
    return of(schema, schema.getFeatureList().stream().map(Feature::getName).toList());
  }

  /** As {@link #of}, of a schema that is a guess: a feature of another kind is an error. */
  public static ExampleColumns strict(Schema guess, List<String> expressions) {
    return of(guess, expressions, true);
  }

  private static ExampleColumns of(Schema schema, List<String> expressions, boolean strict) {
    ExampleColumns columns = new ExampleColumns(strict);
    for (Feature feature : schema.getFeatureList()) {
      boolean named = expressions.stream().anyMatch(e -> e.contains(feature.getName()));
      if (named && feature.getType() != FeatureType.STRUCT) {
        columns.add(feature);
      }
    }
    return columns;
  }

  private void add(Feature feature) {
    boolean text = !feature.hasImageDomain();
    FeatureKind kind =
        switch (feature.getType()) {
          case INT -> FeatureKind.INT64;
          case FLOAT -> FeatureKind.FLOAT;
          default -> FeatureKind.BYTES;
        };
    DataType single =
        switch (kind) {
          case INT64 -> DataTypes.LongType;
          case FLOAT -> DataTypes.FloatType;
          default -> text ? DataTypes.StringType : DataTypes.BinaryType;
        };
    boolean one =
        (feature.hasValueCount() && feature.getValueCount().getMax() == 1)
            || (feature.hasShape()
                && feature.getShape().getDimList().stream().allMatch(d -> d.getSize() == 1));
    columns.add(
        new FeatureColumn(feature.getName().getBytes(StandardCharsets.UTF_8), kind, one, text));
    type =
        type.add(feature.getName(), one ? single : DataTypes.createArrayType(single, false), true);
  }

  /** The columns. */
  public StructType type() {
    return type;
  }

  /** How many there are. */
  public int size() {
    return columns.size();
  }

  /**
   * The values of an example.
   *
   * @param cursor at the example that lies in {@code bytes}
   * @throws MisfitException if a feature is not what the columns were made for, and that matters
   */
  public void read(ExampleCursor cursor, byte[] bytes, Object[] into, int at) {
    for (int i = 0; i < columns.size(); i++) {
      FeatureColumn column = columns.get(i);
      boolean found = cursor.seek(column.name()) && cursor.kind() != FeatureKind.NONE;
      if (found && strict && cursor.kind() != column.kind()) {
        throw new MisfitException(column, values(cursor.kind()), values(column.kind()));
      }
      into[at + i] = found && cursor.kind() == column.kind() ? value(cursor, bytes, column) : null;
    }
  }

  private static String values(FeatureKind kind) {
    return kind.name().toLowerCase(Locale.ROOT) + " values";
  }

  private Object value(ExampleCursor cursor, byte[] bytes, FeatureColumn column) {
    int count = cursor.valueCount();
    if (column.single() && count != 1) {
      if (strict && count > 1) {
        throw new MisfitException(column, count + " values", "at most one");
      }
      return null;
    }
    Object[] values = new Object[count];
    switch (column.kind()) {
      case INT64 -> {
        long[] longs = new long[count];
        cursor.readLongs(longs, 0);
        for (int i = 0; i < count; i++) {
          values[i] = longs[i];
        }
      }
      case FLOAT -> {
        float[] floats = new float[count];
        cursor.readFloats(floats, 0);
        for (int i = 0; i < count; i++) {
          values[i] = floats[i];
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          int from = cursor.bytesOffset(i);
          int length = cursor.bytesLength(i);
          values[i] =
              column.text()
                  ? new String(bytes, from, length, StandardCharsets.UTF_8)
                  : java.util.Arrays.copyOfRange(bytes, from, from + length);
        }
      }
    }
    return column.single() ? values[0] : values;
  }
}
