package io.millrace.transforms.statistics;

import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordWriter;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFileParts;
import io.millrace.transforms.examples.ExampleInput;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.testing.BenchmarkSession;
import io.millrace.transforms.testing.Rounds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.tensorflow.metadata.v0.Schema;

/**
 * Times the statistics of tables of many columns: of four one holds floats, one integers, one
 * strings of a hundred values, one strings that are all distinct. The heap is that of the process:
 * {@code -Xmx2g} shows that it suffices.
 *
 * <p>Arguments: a folder to work in, columns, rows, cores, rounds.
 */
public final class WideBenchmark {
  private static final int FILES = 16;

  private WideBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    int columns = Integer.parseInt(args[1]);
    int rows = Integer.parseInt(args[2]);
    Path folder = Path.of(args[0]).resolve(columns + "x" + rows);
    if (!Files.exists(folder)) {
      write(folder.resolve("Split-train"), columns, rows);
    }
    Storage storage = new HadoopStorage(new Configuration());
    ExamplesArtifact examples = ExamplesArtifact.open(storage, folder.toString());
    SparkSession spark = BenchmarkSession.start(args[3]);
    ExampleInput input =
        new ExampleFileParts(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            storage,
            Map.of("train", examples.files("train")),
            false,
            true);
    Rounds rounds = new Rounds(Integer.parseInt(args[4]), (long) columns * rows, "cells");
    rounds.heads();
    rounds.measure(
        columns + " columns, " + rows + " rows",
        () ->
            DatasetMessage.of(
                ComputedStatistics.count(
                        spark,
                        storage,
                        Progress.silent(),
                        input,
                        StatisticsGenOptions.DEFAULTS,
                        Schema.getDefaultInstance())
                    .get("train")
                    .content(),
                StatisticsGenOptions.DEFAULTS));
    spark.stop();
  }

  private static void write(Path folder, int columns, int rows) throws IOException {
    Files.createDirectories(folder);
    SplittableRandom random = new SplittableRandom(1);
    ExampleBuilder builder = new ExampleBuilder();
    for (int file = 0; file < FILES; file++) {
      Path shard = folder.resolve("data_tfrecord-%05d-of-%05d".formatted(file, FILES));
      try (TfRecordWriter writer =
          TfRecordWriter.create(Files.newOutputStream(shard), Compression.NONE)) {
        for (int row = file; row < rows; row += FILES) {
          builder.reset();
          for (int column = 0; column < columns; column++) {
            put(builder, "c" + column, column % 4, row, random);
          }
          writer.write(builder.toByteArray());
        }
      }
    }
  }

  private static void put(
      ExampleBuilder builder, String name, int kind, int row, SplittableRandom random) {
    switch (kind) {
      case 0 -> builder.putFloats(name, (float) random.nextDouble());
      case 1 -> builder.putLongs(name, random.nextInt(100_000));
      case 2 -> builder.putBytes(name, bytes("value" + random.nextInt(100)));
      default -> builder.putBytes(name, bytes(name + "-" + row));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
