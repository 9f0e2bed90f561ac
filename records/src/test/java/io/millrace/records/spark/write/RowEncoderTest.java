package io.millrace.records.spark.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.records.Example;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.FeatureKind;
import io.millrace.records.SequenceExampleBuilder;
import io.millrace.records.TfRecordReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class RowEncoderTest {
  private static final DataType DECIMAL = DataTypes.createDecimalType(20, 3);
  private static final DataType[] SCALARS = {
    DataTypes.LongType,
    DataTypes.IntegerType,
    DataTypes.ShortType,
    DataTypes.ByteType,
    DataTypes.BooleanType,
    DataTypes.FloatType,
    DataTypes.StringType,
    DataTypes.BinaryType,
    DataTypes.DateType,
    DataTypes.TimestampType,
    DataTypes.TimestampNTZType,
    DECIMAL
  };

  @Property(tries = 200)
  void bytesAreThoseOfTheExampleBuilder(@ForAll long seed) {
    Random random = new Random(seed);
    int columns = 1 + random.nextInt(20);
    StructType schema = new StructType();
    List<Object> values = new ArrayList<>();
    ExampleBuilder builder = new ExampleBuilder();
    boolean nullsAsEmpty = random.nextBoolean();
    for (int i = 0; i < columns; i++) {
      DataType scalar = SCALARS[random.nextInt(SCALARS.length)];
      boolean array = random.nextInt(3) == 0;
      DataType type = array ? DataTypes.createArrayType(scalar, random.nextBoolean()) : scalar;
      String name = name(random, i);
      schema = schema.add(name, type);
      int length = random.nextInt(5) == 0 ? 200 : random.nextInt(4);
      Object value =
          random.nextInt(5) == 0
              ? null
              : array ? array(random, scalar, length) : value(random, scalar);
      values.add(value);
      if (value != null) {
        put(
            builder,
            name,
            scalar,
            array ? ((GenericArrayData) value).array() : new Object[] {value});
      } else if (nullsAsEmpty) {
        builder.putNone(name);
      }
    }
    RowEncoder encoder =
        ColumnTypes.encoder(
            schema,
            List.of(),
            Writes.writeOptions("nullFeatures", nullsAsEmpty ? "empty" : "omit"));
    InternalRow row = new GenericInternalRow(values.toArray());
    InternalRow unsafe = UnsafeProjection.create(schema).apply(row);
    FrameBuffer frames = new FrameBuffer();
    encoder.append(row, frames);
    encoder.append(unsafe, frames);
    encoder.append(row, frames);

    byte[] expected = builder.toByteArray();
    assertThat(records(frames)).containsExactly(expected, expected, expected);
  }

  private static String name(Random random, int index) {
    String[] letters = {"a", "Z", "é", "\uff5e", "\ud83d\ude00", "x".repeat(130)};
    return letters[random.nextInt(letters.length)] + index;
  }

  private static GenericArrayData array(Random random, DataType type, int length) {
    Object[] values = new Object[length];
    for (int i = 0; i < length; i++) {
      values[i] = value(random, type);
    }
    return new GenericArrayData(values);
  }

  private static Object value(Random random, DataType type) {
    long any = random.nextLong() >> random.nextInt(64);
    byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(9)];
    random.nextBytes(bytes);
    if (type == DataTypes.LongType
        || type == DataTypes.TimestampType
        || type == DataTypes.TimestampNTZType) {
      return any;
    }
    if (type == DataTypes.IntegerType || type == DataTypes.DateType) {
      return (int) any;
    }
    if (type == DataTypes.ShortType) {
      return (short) any;
    }
    if (type == DataTypes.ByteType) {
      return (byte) any;
    }
    if (type == DataTypes.BooleanType) {
      return any > 0;
    }
    if (type == DataTypes.FloatType) {
      return (float) random.nextGaussian();
    }
    if (type == DataTypes.StringType) {
      return UTF8String.fromBytes(bytes);
    }
    if (type == DataTypes.BinaryType) {
      return bytes;
    }
    return Decimal.apply(BigDecimal.valueOf(any >> 8, 3), 20, 3);
  }

  private static void put(ExampleBuilder builder, String name, DataType type, Object[] values) {
    if (type == DataTypes.FloatType) {
      float[] floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (Float) values[i];
      }
      builder.putFloats(name, floats);
    } else if (type == DataTypes.StringType
        || type == DataTypes.BinaryType
        || type instanceof org.apache.spark.sql.types.DecimalType) {
      List<byte[]> bytes = new ArrayList<>();
      for (Object value : values) {
        bytes.add(
            value instanceof UTF8String text
                ? text.getBytes()
                : value instanceof byte[] binary
                    ? binary
                    : ((Decimal) value)
                        .toJavaBigDecimal()
                        .toPlainString()
                        .getBytes(StandardCharsets.UTF_8));
      }
      builder.putBytesList(name, bytes);
    } else {
      long[] longs = new long[values.length];
      for (int i = 0; i < longs.length; i++) {
        longs[i] =
            values[i] instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) values[i]).longValue();
      }
      builder.putLongs(name, longs);
    }
  }

  private static List<byte[]> records(FrameBuffer frames) {
    try (TfRecordReader reader =
        TfRecordReader.open(
            new ByteArrayInputStream(frames.bytes(), 0, frames.length()), "frames")) {
      List<byte[]> records = new ArrayList<>();
      while (reader.next()) {
        records.add(reader.record());
      }
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] encode(StructType schema, InternalRow row, String... options) {
    FrameBuffer frames = new FrameBuffer();
    ColumnTypes.encoder(schema, List.of(), Writes.writeOptions(options)).append(row, frames);
    return records(frames).get(0);
  }

  @Test
  void aRowOfNullsIsAnEmptyRecord() {
    StructType schema = new StructType().add("a", DataTypes.LongType);

    assertThat(encode(schema, Writes.row((Object) null))).isEmpty();
  }

  @Test
  void lossyCastsAreFloatsWhereAllowed() {
    StructType schema =
        new StructType()
            .add("d", DataTypes.DoubleType)
            .add("ds", DataTypes.createArrayType(DataTypes.DoubleType))
            .add("m", DECIMAL)
            .add("ms", DataTypes.createArrayType(DECIMAL));
    Decimal decimal = Decimal.apply(new BigDecimal("12.345"), 20, 3);
    InternalRow row =
        Writes.row(
            0.1,
            new GenericArrayData(new Object[] {1e300, -2.5}),
            decimal,
            new GenericArrayData(new Object[] {decimal}));

    Example example = Example.parse(encode(schema, row, "allowLossyCasts", "true"));

    assertThat(example.floats("d")).containsExactly(0.1f);
    assertThat(example.floats("ds")).containsExactly(Float.POSITIVE_INFINITY, -2.5f);
    assertThat(example.floats("m")).containsExactly(12.345f);
    assertThat(example.floats("ms")).containsExactly(12.345f);
  }

  @Test
  void aNullInAnArrayNamesColumnRowAndIndex() {
    StructType schema =
        new StructType().add("xs", DataTypes.createArrayType(DataTypes.LongType, true));
    RowEncoder encoder = ColumnTypes.encoder(schema, List.of(), Writes.writeOptions());
    FrameBuffer frames = new FrameBuffer();
    encoder.append(Writes.row(new GenericArrayData(new Object[] {1L})), frames);
    InternalRow bad = Writes.row(new GenericArrayData(new Object[] {1L, null}));

    for (InternalRow row : List.of(bad, UnsafeProjection.create(schema).apply(bad))) {
      assertThatThrownBy(() -> encoder.append(row, frames))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "column 'xs', row 1 of the task: found null at index 1 of an array (expected: no"
                  + " nulls inside arrays); remove or replace them, as by array_compact");
    }
  }

  @Test
  void allUnsupportedColumnsAreNamedAtOnce() {
    StructType schema =
        new StructType()
            .add("ok", DataTypes.LongType)
            .add("d", DataTypes.DoubleType)
            .add("m", DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType))
            .add("s", new StructType().add("x", DataTypes.LongType))
            .add("n", DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.LongType)))
            .add("i", DataTypes.createDayTimeIntervalType())
            .add("v", DataTypes.NullType);

    assertThatThrownBy(() -> ColumnTypes.encoder(schema, List.of(), Writes.writeOptions()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "cannot write as Example: column 'd': found double (expected: float")
        .hasMessageContaining("set the option allowLossyCasts=true")
        .hasMessageContaining("column 'm': found map<string,bigint>")
        .hasMessageContaining("column 's': found struct<x:bigint>")
        .hasMessageContaining(
            "column 'n': found a feature list (expected: a scalar or an array; set the option"
                + " recordType=SequenceExample)")
        .hasMessageContaining("column 'i': found interval")
        .hasMessageContaining("column 'v': found void")
        .hasMessageNotContaining("'ok'");
  }

  @Test
  void byteArraysAreRecordsAsTheyAre() {
    StructType schema = new StructType().add("byteArray", DataTypes.BinaryType);
    InternalRow row = Writes.row(new Object[] {new byte[] {1, 2, 3}});

    assertThat(encode(schema, row, "recordType", "ByteArray")).containsExactly(1, 2, 3);
    assertThat(
            encode(schema, UnsafeProjection.create(schema).apply(row), "recordType", "ByteArray"))
        .containsExactly(1, 2, 3);
    assertThatThrownBy(() -> encode(schema, Writes.row((Object) null), "recordType", "ByteArray"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 0 of the task: found null");
    assertThatThrownBy(
            () ->
                encode(
                    new StructType().add("text", DataTypes.StringType),
                    Writes.row("x"),
                    "recordType",
                    "ByteArray"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found columns (text string) (expected: one of type binary)");
  }

  @Test
  void duplicateNamesAndUnknownSequenceColumnsAreRefused() {
    StructType twice =
        new StructType(
            new StructField[] {
              new StructField("a", DataTypes.LongType, true, Metadata.empty()),
              new StructField("a", DataTypes.LongType, true, Metadata.empty())
            });

    assertThatThrownBy(() -> ColumnTypes.encoder(twice, List.of(), Writes.writeOptions()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found two columns 'a'");
    assertThatThrownBy(
            () ->
                ColumnTypes.encoder(
                    new StructType().add("a", DataTypes.LongType),
                    List.of(),
                    Writes.writeOptions(
                        "recordType", "SequenceExample", "sequenceColumns", "a, b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("option 'sequenceColumns': found [b]")
        .hasMessageContaining("column 'a': found bigint in 'sequenceColumns'");
  }

  @Test
  void sequencesHaveAContextAndFeatureLists() {
    StructType schema =
        new StructType()
            .add("z", DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType)))
            .add("id", DataTypes.LongType)
            .add("steps", DataTypes.createArrayType(DataTypes.StringType))
            .add("tags", DataTypes.createArrayType(DataTypes.LongType));
    GenericArrayData nested =
        new GenericArrayData(
            new Object[] {
              new GenericArrayData(new Object[] {1f, 2f}), new GenericArrayData(new Object[0])
            });
    InternalRow row =
        Writes.row(
            nested,
            7L,
            new GenericArrayData(new Object[] {UTF8String.fromString("x")}),
            new GenericArrayData(new Object[] {1L, 300L}));
    byte[] context = new ExampleBuilder().putLongs("id", 7).putLongs("tags", 1, 300).toByteArray();
    byte[] lists =
        concat(
            // feature_lists, 43 bytes
            bytes(0x12, 43),
            // "steps" -> one feature of ["x"]
            bytes(0x0a, 16, 0x0a, 5),
            text("steps"),
            bytes(0x12, 7, 0x0a, 5, 0x0a, 3, 0x0a, 1),
            text("x"),
            // "z" -> [1, 2] and an empty float list
            bytes(0x0a, 23, 0x0a, 1),
            text("z"),
            bytes(0x12, 18, 0x0a, 12, 0x12, 10, 0x0a, 8),
            bytes(0, 0, 0x80, 0x3f, 0, 0, 0, 0x40),
            bytes(0x0a, 2, 0x12, 0));
    String[] options = {"recordType", "SequenceExample", "sequenceColumns", "STEPS"};

    assertThat(encode(schema, row, options)).isEqualTo(concat(context, lists));
    assertThat(encode(schema, UnsafeProjection.create(schema).apply(row), options))
        .isEqualTo(concat(context, lists));
    assertThat(builtSequence()).isEqualTo(concat(context, lists));
    assertThat(encode(schema, Writes.row(null, 7L, null, null), options))
        .isEqualTo(new ExampleBuilder().putLongs("id", 7).toByteArray());
    assertThat(encode(schema, Writes.row(nested, null, null, null), options))
        .startsWith(0x12, 25, 0x0a, 23, 0x0a, 1);
  }

  private static byte[] builtSequence() {
    SequenceExampleBuilder builder = new SequenceExampleBuilder();
    builder.context().putLongs("gone", 1);
    builder.reset().context().putLongs("tags", 1, 300).putLongs("id", 7);
    return builder
        .putFloatsSteps("z", List.of(new float[] {1, 2}, new float[0]))
        .putBytesSteps("steps", List.of(List.of(text("x"))))
        .toByteArray();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] concat(byte[]... parts) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Property(tries = 100)
  void sequencesAreThoseOfTheSequenceExampleBuilder(@ForAll long seed) {
    Random random = new Random(seed);
    StructType schema = new StructType();
    List<Object> values = new ArrayList<>();
    SequenceExampleBuilder builder = new SequenceExampleBuilder();
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      String name = name(random, i);
      boolean longs = random.nextBoolean();
      DataType element = longs ? DataTypes.LongType : DataTypes.FloatType;
      int kind = random.nextInt(3);
      if (kind == 0) {
        schema = schema.add(name, DataTypes.LongType);
        values.add((long) i);
        builder.context().putLongs(name, i);
        continue;
      }
      schema = schema.add(name, DataTypes.createArrayType(DataTypes.createArrayType(element)));
      if (kind == 1) {
        values.add(null);
        continue;
      }
      Object[] steps = new Object[random.nextInt(4)];
      List<long[]> longSteps = new ArrayList<>();
      List<float[]> floatSteps = new ArrayList<>();
      for (int s = 0; s < steps.length; s++) {
        GenericArrayData step = array(random, element, random.nextInt(100));
        steps[s] = step;
        if (longs) {
          longSteps.add(step.toLongArray());
        } else {
          floatSteps.add(step.toFloatArray());
        }
      }
      values.add(new GenericArrayData(steps));
      if (longs) {
        builder.putLongsSteps(name, longSteps);
      } else {
        builder.putFloatsSteps(name, floatSteps);
      }
    }
    InternalRow row = new GenericInternalRow(values.toArray());

    byte[] expected = builder.toByteArray();
    String[] options = {"recordType", "SequenceExample"};
    assertThat(encode(schema, row, options)).isEqualTo(expected);
    assertThat(encode(schema, UnsafeProjection.create(schema).apply(row), options))
        .isEqualTo(expected);
  }

  @Test
  void emptyListsAreKeptApartFromNulls() {
    StructType schema =
        new StructType()
            .add("f", DataTypes.createArrayType(DataTypes.FloatType))
            .add("l", DataTypes.createArrayType(DataTypes.LongType))
            .add("s", DataTypes.createArrayType(DataTypes.StringType))
            .add("n", DataTypes.createArrayType(DataTypes.StringType));
    GenericArrayData none = new GenericArrayData(new Object[0]);

    Example example = Example.parse(encode(schema, Writes.row(none, none, none, null)));

    assertThat(example.names()).containsExactly("f", "l", "s");
    assertThat(example.kind("f")).isEqualTo(FeatureKind.FLOAT);
    assertThat(example.kind("l")).isEqualTo(FeatureKind.INT64);
    assertThat(example.kind("s")).isEqualTo(FeatureKind.BYTES);
  }
}
