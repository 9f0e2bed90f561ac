package io.millrace.transforms.ingest.csv;

import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.ingest.format.CsvFormat;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.RecordReader;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.Unit;
import io.millrace.transforms.testing.BenchmarkSession;
import io.millrace.transforms.testing.ExampleGenOnce;
import io.millrace.transforms.testing.Rounds;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * ExampleGen on a table repeated, against Spark's own reader with inference and a Parquet write, in
 * one process. Prints rows a second for each: best of the rounds behind a warm-up.
 *
 * <p>Arguments: a CSV file, a work folder, how often to repeat the file, the number of cores, how
 * many rounds, and the further options of ExampleGen in YAML's flow style.
 */
final class CsvBenchmark {
  private final SparkSession spark;
  private final Path input;
  private final Path folder;
  private final long rows;
  private final int rounds;
  private final Storage storage = new HadoopStorage(new Configuration(false));

  private CsvBenchmark(SparkSession spark, Path input, Path folder, long rows, int rounds) {
    this.spark = spark;
    this.input = input;
    this.folder = folder;
    this.rows = rows;
    this.rounds = rounds;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectories(Path.of(arguments[1])).toAbsolutePath();
    int repeats = Integer.parseInt(arguments[2]);
    SparkSession spark = BenchmarkSession.start(arguments[3]);
    try {
      byte[] table = Files.readAllBytes(Path.of(arguments[0]));
      int header = new String(table, "ISO-8859-1").indexOf('\n') + 1;
      Path input = folder.resolve("repeated-" + repeats + ".csv");
      long lines = 0;
      for (int i = header; i < table.length; i++) {
        lines += table[i] == '\n' ? 1 : 0;
      }
      if (!Files.exists(input)) {
        try (OutputStream out = Files.newOutputStream(input)) {
          out.write(table, 0, header);
          for (int i = 0; i < repeats; i++) {
            out.write(table, header, table.length - header);
          }
        }
      }
      CsvBenchmark benchmark =
          new CsvBenchmark(spark, input, folder, lines * repeats, Integer.parseInt(arguments[4]));
      benchmark.run(arguments.length > 5 ? arguments[5] : "{}");
    } finally {
      spark.stop();
    }
  }

  private void run(String more) throws Exception {
    Rounds steps = new Rounds(rounds, rows, "rows");
    steps.heads();
    steps.measure("source, one thread", this::source);
    steps.measure("ExampleGen " + more, () -> exampleGen(more));
    steps.measure("Spark's CSV to Parquet", this::parquet);
  }

  /** The source alone: survey, then all records, encoded and left. */
  private Object source() throws Exception {
    FileSlices found =
        (FileSlices)
            new CsvSource(CsvFormat.tfx())
                .prepare(
                    new SourceContext(spark, storage, Progress.silent()),
                    List.of(
                        new InputFiles(input.toString(), List.of(storage.stat(input.toString())))));
    long begin = System.nanoTime();
    Unit unit = found.units().get(0).get(0);
    long bytes = 0;
    try (RecordReader reader = found.opener().open(storage, unit, 0, unit.positions())) {
      while (reader.next()) {
        bytes += reader.length();
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        Locale.ROOT, "  reading only: %.3f s, %,.0f rows/s%n", seconds, rows / seconds);
    return bytes;
  }

  private Object exampleGen(String more) throws Exception {
    String further = more.equals("{}") ? "" : ", " + more.substring(1, more.length() - 1);
    return new ExampleGenOnce(spark, storage, folder)
        .run("{input: '%s', format: csv%s}".formatted(input, further));
  }

  private Object parquet() {
    String output = folder.resolve("parquet").toString();
    spark
        .read()
        .option("header", true)
        .option("inferSchema", true)
        .csv(input.toString())
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(output);
    return output;
  }
}
