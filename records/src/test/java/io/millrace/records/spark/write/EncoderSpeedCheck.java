package io.millrace.records.spark.write;

import io.millrace.records.ExampleBuilder;
import io.millrace.records.spark.options.WriteOptions;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Measures the encoder on one core; run by hand. */
final class EncoderSpeedCheck {
  private static final int ROWS = 10_000;

  private EncoderSpeedCheck() {}

  public static void main(String[] args) {
    WriteOptions options = Writes.writeOptions();
    StructType mixed = new StructType();
    for (int i = 0; i < 5; i++) {
      mixed = mixed.add("long" + i, DataTypes.LongType);
    }
    for (int i = 0; i < 10; i++) {
      mixed = mixed.add("float" + i, DataTypes.FloatType);
    }
    for (int i = 0; i < 3; i++) {
      mixed = mixed.add("string" + i, DataTypes.StringType);
    }
    Random random = new Random(1);
    InternalRow[] rows = new InternalRow[ROWS];
    UnsafeProjection projection = UnsafeProjection.create(mixed);
    for (int r = 0; r < ROWS; r++) {
      Object[] values = new Object[18];
      for (int i = 0; i < 5; i++) {
        values[i] = (long) random.nextInt(1_000_000);
      }
      for (int i = 5; i < 15; i++) {
        values[i] = random.nextFloat();
      }
      for (int i = 15; i < 18; i++) {
        values[i] = UTF8String.fromString("value-" + random.nextInt(1_000_000));
      }
      rows[r] = projection.apply(new GenericInternalRow(values)).copy();
    }
    StructType wide =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("embedding", DataTypes.createArrayType(DataTypes.FloatType));
    InternalRow[] embeddings = new InternalRow[1000];
    projection = UnsafeProjection.create(wide);
    for (int r = 0; r < embeddings.length; r++) {
      Object[] floats = new Object[1000];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = random.nextFloat();
      }
      embeddings[r] =
          projection
              .apply(new GenericInternalRow(new Object[] {(long) r, new GenericArrayData(floats)}))
              .copy();
    }
    for (int i = 0; i < 3; i++) {
      measure("(a) 5 longs, 10 floats, 3 strings", mixed, rows, options);
      builder(rows);
      measure("(c) 1,000 floats", wide, embeddings, options);
    }
    System.exit(0);
  }

  private static void measure(
      String what, StructType schema, InternalRow[] rows, WriteOptions options) {
    RowEncoder encoder = ColumnTypes.encoder(schema, List.of(), options);
    FrameBuffer frames = new FrameBuffer();
    long start = System.nanoTime();
    long count = 0;
    long bytes = 0;
    while (System.nanoTime() - start < 2_000_000_000L) {
      for (InternalRow row : rows) {
        encoder.append(row, frames);
        if (frames.length() > 256 << 10) {
          bytes += frames.length();
          frames.clear();
        }
      }
      count += rows.length;
    }
    report(what, start, count, bytes);
  }

  private static void builder(InternalRow[] rows) {
    ExampleBuilder builder = new ExampleBuilder();
    String[] names = new String[18];
    for (int i = 0; i < 18; i++) {
      names[i] = i < 5 ? "long" + i : i < 15 ? "float" + (i - 5) : "string" + (i - 15);
    }
    long start = System.nanoTime();
    long count = 0;
    long bytes = 0;
    while (System.nanoTime() - start < 2_000_000_000L) {
      for (InternalRow row : rows) {
        builder.reset();
        for (int i = 0; i < 18; i++) {
          if (i < 5) {
            builder.putLongs(names[i], row.getLong(i));
          } else if (i < 15) {
            builder.putFloats(names[i], row.getFloat(i));
          } else {
            builder.putBytes(names[i], row.getUTF8String(i).getBytes());
          }
        }
        bytes += builder.toByteArray().length;
      }
      count += rows.length;
    }
    report("(a) by ExampleBuilder, without framing", start, count, bytes);
  }

  private static void report(String what, long start, long count, long bytes) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%s: %,.0f rows/s, %,.0f MB/s, %,.0f ns a row%n",
        what, count / seconds, bytes / seconds / 1e6, seconds / count * 1e9);
  }
}
