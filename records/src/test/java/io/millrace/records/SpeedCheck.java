package io.millrace.records;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;

/**
 * Prints how fast records are written and read in memory, on one core: no test, run its {@code
 * main}. The records are examples of a 28 by 28 image, a third of its pixels noise, the rest zero;
 * the figures are the best of {@value #ROUNDS} rounds, in MB (10^6 bytes) of unpacked file a
 * second.
 */
final class SpeedCheck {
  private static final int RECORDS = 40_000;
  private static final int ROUNDS = 6;

  private SpeedCheck() {}

  /** A step that is measured. */
  @FunctionalInterface
  private interface Step {
    long run() throws IOException;
  }

  public static void main(String[] args) throws IOException {
    byte[][] images = new byte[RECORDS][784];
    Random random = new Random(1);
    for (byte[] image : images) {
      for (int i = 0; i < image.length; i++) {
        image[i] = (byte) (i / 28 % 3 == 0 ? random.nextInt(256) : 0);
      }
    }
    byte[][] examples = new byte[RECORDS][];
    ExampleBuilder builder = new ExampleBuilder();
    measure(
        "build examples",
        () -> {
          long bytes = 0;
          for (int i = 0; i < RECORDS; i++) {
            examples[i] = build(builder, images[i], i);
            bytes += examples[i].length;
          }
          return bytes;
        });
    ExampleCursor cursor = new ExampleCursor();
    measure("walk over all values", () -> walk(cursor, examples));
    file("plain", Compression.NONE, 0, examples);
    file("gzip, level 1", Compression.GZIP, 1, examples);
    file("gzip, level 6", Compression.GZIP, 6, examples);
  }

  private static byte[] build(ExampleBuilder builder, byte[] image, int i) {
    return builder
        .reset()
        .putLongs("channels", 1)
        .putLongs("height", 28)
        .putBytes("image", image)
        .putLongs("label", i % 10)
        .putLongs("width", 28)
        .toByteArray();
  }

  private static long walk(ExampleCursor cursor, byte[][] examples) {
    long[] value = new long[1];
    long sum = 0;
    long bytes = 0;
    for (byte[] example : examples) {
      cursor.reset(example);
      while (cursor.nextFeature()) {
        if (cursor.kind() == FeatureKind.INT64) {
          cursor.readLongs(value, 0);
          sum += value[0];
        } else {
          sum += example[cursor.bytesOffset(0)];
        }
      }
      bytes += example.length;
    }
    if (sum == 0) {
      throw new AssertionError("nothing was read");
    }
    return bytes;
  }

  private static void file(String name, Compression compression, int level, byte[][] examples)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(RECORDS * 900);
    measure(
        "write " + name,
        () -> {
          out.reset();
          long bytes = 0;
          try (TfRecordWriter writer = TfRecordWriter.create(out, compression, level)) {
            for (byte[] example : examples) {
              writer.write(example);
              bytes += example.length + 16;
            }
          }
          return bytes;
        });
    byte[] content = out.toByteArray();
    System.out.printf("%-24s %,d bytes%n", name, content.length);
    measure(
        "read " + name,
        () -> {
          long bytes = 0;
          try (TfRecordReader reader =
              TfRecordReader.open(new ByteArrayInputStream(content), name)) {
            while (reader.next()) {
              bytes += reader.length() + 16;
            }
          }
          return bytes;
        });
  }

  private static void measure(String name, Step step) throws IOException {
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      long bytes = step.run();
      best = Math.max(best, bytes * 1e3 / (System.nanoTime() - start));
    }
    System.out.printf("%-24s %,.0f MB/s%n", name, best);
  }
}
