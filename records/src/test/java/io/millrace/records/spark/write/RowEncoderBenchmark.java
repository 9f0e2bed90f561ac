package io.millrace.records.spark.write;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Spark's rows to framed records in memory, on one core: what a writing task does but for packing
 * and the disk. A score is nanoseconds a row.
 *
 * <p>Run: {@code org.openjdk.jmh.Main RowEncoderBenchmark} on the class path of the tests.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class RowEncoderBenchmark {
  private static final int ROWS = 4_000;
  private static final int FLUSH_BYTES = 64 << 10;

  /** What a row is. */
  public enum Shape {
    /** 5 integers, 10 floats, 3 strings. */
    ROW,
    /** An integer and 1,000 floats. */
    EMBEDDING
  }

  /** The shape of all rows. */
  @Param({"ROW", "EMBEDDING"})
  public Shape shape;

  private final Random random = new Random(1);
  private final FrameBuffer frames = new FrameBuffer();
  private InternalRow[] rows;
  private RowEncoder encoder;

  /** Makes the rows. */
  @Setup
  public void makeRows() {
    StructType schema = schema();
    encoder = ColumnTypes.encoder(schema, List.of(), Writes.writeOptions());
    UnsafeProjection projection = UnsafeProjection.create(schema);
    rows = new InternalRow[ROWS];
    for (int i = 0; i < ROWS; i++) {
      rows[i] = projection.apply(new GenericInternalRow(values())).copy();
    }
  }

  private StructType schema() {
    StructType schema = new StructType();
    if (shape == Shape.EMBEDDING) {
      return schema
          .add("id", DataTypes.LongType)
          .add("embedding", DataTypes.createArrayType(DataTypes.FloatType));
    }
    for (int i = 0; i < 18; i++) {
      schema =
          i < 5
              ? schema.add("long_" + i, DataTypes.LongType)
              : i < 15
                  ? schema.add("float_" + i, DataTypes.FloatType)
                  : schema.add("string_" + i, DataTypes.StringType);
    }
    return schema;
  }

  private Object[] values() {
    if (shape == Shape.EMBEDDING) {
      float[] floats = new float[1_000];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = random.nextFloat();
      }
      return new Object[] {random.nextLong(), new GenericArrayData(floats)};
    }
    Object[] values = new Object[18];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          i < 5
              ? (Object) (random.nextLong() >>> 24)
              : i < 15
                  ? (Object) random.nextFloat()
                  : UTF8String.fromString("value " + random.nextInt(1_000_000));
    }
    return values;
  }

  /** Rows to framed records, here. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long encodeRows() {
    long bytes = 0;
    for (InternalRow row : rows) {
      encoder.append(row, frames);
      if (frames.length() >= FLUSH_BYTES) {
        bytes += frames.length();
        frames.clear();
      }
    }
    return bytes;
  }
}
