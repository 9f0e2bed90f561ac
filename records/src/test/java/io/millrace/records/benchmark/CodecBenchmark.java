package io.millrace.records.benchmark;

import com.google.protobuf.ByteString;
import io.millrace.records.Compression;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import io.millrace.records.ReaderOptions;
import io.millrace.records.TfRecordReader;
import io.millrace.records.TfRecordWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
import org.tensorflow.example.BytesList;
import org.tensorflow.example.Example;
import org.tensorflow.example.Feature;
import org.tensorflow.example.Features;
import org.tensorflow.example.FloatList;
import org.tensorflow.example.Int64List;
import org.tensorflow.hadoop.util.TFRecordReader;
import org.tensorflow.hadoop.util.TFRecordWriter;

/**
 * Framing and wire codec in memory, on one core, against protobuf and tensorflow-hadoop, which both
 * TensorFlow connectors for Spark are made of. A score is nanoseconds a record.
 *
 * <p>Run: {@code org.openjdk.jmh.Main CodecBenchmark} on the class path of the tests.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class CodecBenchmark {
  private static final int RECORDS = 4_000;

  /** What a record is. */
  public enum Shape {
    /** 5 integers, 10 floats, 3 strings. */
    ROW,
    /** An image of 3,072 bytes and a label. */
    IMAGE,
    /** 1,000 floats. */
    EMBEDDING
  }

  /** The shape of all records. */
  @Param({"ROW", "IMAGE", "EMBEDDING"})
  public Shape shape;

  private final ExampleBuilder builder = new ExampleBuilder();
  private final ExampleCursor cursor = new ExampleCursor();
  private final String[] longNames = names("long", 5);
  private final String[] floatNames = names("float", 10);
  private final String[] stringNames = names("string", 3);
  private long[][] longs;
  private float[][] floats;
  private byte[][] bytes;
  private byte[][] examples;
  private byte[] file;
  private final long[] longTarget = new long[16];
  private final float[] floatTarget = new float[1_000];

  private static String[] names(String prefix, int count) {
    String[] names = new String[count];
    Arrays.setAll(names, i -> prefix + "_" + i);
    return names;
  }

  /** Makes the records. */
  @Setup
  public void makeRecords() throws IOException {
    Random random = new Random(1);
    longs = new long[RECORDS][5];
    floats = new float[RECORDS][shape == Shape.EMBEDDING ? 1_000 : 10];
    bytes = new byte[RECORDS][];
    examples = new byte[RECORDS][];
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TfRecordWriter writer = TfRecordWriter.create(out, Compression.NONE)) {
      for (int i = 0; i < RECORDS; i++) {
        Arrays.setAll(longs[i], j -> random.nextLong() >>> 24);
        for (int j = 0; j < floats[i].length; j++) {
          floats[i][j] = random.nextFloat();
        }
        bytes[i] =
            shape == Shape.IMAGE
                ? new byte[3_072]
                : ("value " + random.nextInt(1_000_000)).getBytes(StandardCharsets.UTF_8);
        examples[i] = build(i);
        writer.write(examples[i]);
      }
    }
    file = out.toByteArray();
  }

  private byte[] build(int i) {
    builder.reset();
    switch (shape) {
      case ROW -> {
        for (int j = 0; j < floatNames.length; j++) {
          builder.putFloats(floatNames[j], floats[i], j, 1);
        }
        for (int j = 0; j < longNames.length; j++) {
          builder.putLongs(longNames[j], longs[i], j, 1);
        }
        for (String name : stringNames) {
          builder.putBytes(name, bytes[i]);
        }
      }
      case IMAGE -> builder.putBytes("image", bytes[i]).putLongs("label", longs[i], 0, 1);
      default -> builder.putFloats("embedding", floats[i]);
    }
    return builder.toByteArray();
  }

  private static Feature feature(Int64List.Builder list) {
    return Feature.newBuilder().setInt64List(list).build();
  }

  private static Feature feature(FloatList.Builder list) {
    return Feature.newBuilder().setFloatList(list).build();
  }

  private static Feature feature(byte[] value) {
    return Feature.newBuilder()
        .setBytesList(BytesList.newBuilder().addValue(ByteString.copyFrom(value)))
        .build();
  }

  private byte[] buildWithProtobuf(int i) {
    Features.Builder features = Features.newBuilder();
    switch (shape) {
      case ROW -> {
        for (int j = 0; j < floatNames.length; j++) {
          features.putFeature(
              floatNames[j], feature(FloatList.newBuilder().addValue(floats[i][j])));
        }
        for (int j = 0; j < longNames.length; j++) {
          features.putFeature(longNames[j], feature(Int64List.newBuilder().addValue(longs[i][j])));
        }
        for (String name : stringNames) {
          features.putFeature(name, feature(bytes[i]));
        }
      }
      case IMAGE ->
          features
              .putFeature("image", feature(bytes[i]))
              .putFeature("label", feature(Int64List.newBuilder().addValue(longs[i][0])));
      default -> {
        FloatList.Builder list = FloatList.newBuilder();
        for (float value : floats[i]) {
          list.addValue(value);
        }
        features.putFeature("embedding", feature(list));
      }
    }
    return Example.newBuilder().setFeatures(features).build().toByteArray();
  }

  /** Values to bytes, here. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long buildExamples() {
    long length = 0;
    for (int i = 0; i < RECORDS; i++) {
      length += build(i).length;
    }
    return length;
  }

  /** Values to bytes, by protobuf. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long buildExamplesPeer() {
    long length = 0;
    for (int i = 0; i < RECORDS; i++) {
      length += buildWithProtobuf(i).length;
    }
    return length;
  }

  /** Bytes to values, here. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public double readExamples() {
    double sum = 0;
    for (byte[] example : examples) {
      cursor.reset(example);
      while (cursor.nextFeature()) {
        if (cursor.kind() == FeatureKind.INT64) {
          cursor.readLongs(longTarget, 0);
          sum += longTarget[0];
        } else if (cursor.kind() == FeatureKind.FLOAT) {
          int count = cursor.readFloats(floatTarget, 0);
          for (int i = 0; i < count; i++) {
            sum += floatTarget[i];
          }
        } else {
          sum += example[cursor.bytesOffset(0)];
        }
      }
    }
    return sum;
  }

  /** Bytes to values, by protobuf. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public double readExamplesPeer() throws IOException {
    double sum = 0;
    for (byte[] example : examples) {
      for (Feature feature : Example.parseFrom(example).getFeatures().getFeatureMap().values()) {
        switch (feature.getKindCase()) {
          case INT64_LIST -> sum += feature.getInt64List().getValue(0);
          case FLOAT_LIST -> {
            for (float value : feature.getFloatList().getValueList()) {
              sum += value;
            }
          }
          default -> sum += feature.getBytesList().getValue(0).byteAt(0);
        }
      }
    }
    return sum;
  }

  /** Records from a file, checksums checked, here. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long readFrames() throws IOException {
    long length = 0;
    try (TfRecordReader reader =
        TfRecordReader.open(new ByteArrayInputStream(file), "f", ReaderOptions.DEFAULT)) {
      while (reader.next()) {
        length += reader.length();
      }
    }
    return length;
  }

  /** Records from a file, checksums checked, by tensorflow-hadoop. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long readFramesPeer() throws IOException {
    long length = 0;
    TFRecordReader reader =
        new TFRecordReader(new DataInputStream(new ByteArrayInputStream(file)), true);
    for (byte[] record = reader.read(); record != null; record = reader.read()) {
      length += record.length;
    }
    return length;
  }

  /** Records to a file, here. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public int writeFrames() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
    try (TfRecordWriter writer = TfRecordWriter.create(out, Compression.NONE)) {
      for (byte[] example : examples) {
        writer.write(example);
      }
    }
    return out.size();
  }

  /** Records to a file, by tensorflow-hadoop. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public int writeFramesPeer() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
    TFRecordWriter writer = new TFRecordWriter(new DataOutputStream(out));
    for (byte[] example : examples) {
      writer.write(example);
    }
    return out.size();
  }
}
