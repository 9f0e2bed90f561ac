package io.millrace.transforms.statistics;

import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.examples.ExamplesReader;
import io.millrace.transforms.testing.BenchmarkSession;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Draft. */
public final class StatisticsBenchmark {
  private StatisticsBenchmark() {}

  public static void main(String[] args) throws Exception {
    String artefact = args[0];
    int rounds = Integer.parseInt(args[2]);
    Storage storage = new HadoopStorage(new Configuration());
    ExamplesArtifact examples = ExamplesArtifact.open(storage, artefact);
    List<String> splits = examples.splits();
    List<List<ExampleFile>> files = splits.stream().map(examples::files).toList();
    SparkSession spark = BenchmarkSession.start(args[1]);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    time(
        "cursor",
        rounds,
        () -> {
          long sum =
              context
                  .parallelize(files.stream().flatMap(List::stream).toList(), 32)
                  .map(
                      f -> {
                        long n = 0;
                        ExampleCursor cursor = new ExampleCursor();
                        long[] longs = new long[100];
                        float[] floats = new float[100];
                        try (ExamplesReader reader = ExamplesReader.open(storage, f)) {
                          while (reader.next()) {
                            cursor.reset(reader.buffer(), reader.offset(), reader.length());
                            while (cursor.nextFeature()) {
                              if (cursor.kind() == FeatureKind.INT64) {
                                cursor.readLongs(longs, 0);
                                n += longs[0];
                              }
                              if (cursor.kind() == FeatureKind.FLOAT) {
                                cursor.readFloats(floats, 0);
                                n += (long) floats[0];
                              }
                              if (cursor.kind() == FeatureKind.BYTES) {
                                n += cursor.valueCount();
                              }
                            }
                          }
                        }
                        return n;
                      })
                  .reduce(Long::sum);
          return sum;
        });
    time(
        "source",
        rounds,
        () -> {
          spark
              .read()
              .format("tfrecord")
              .load(artefact + "/Split-train", artefact + "/Split-eval")
              .write()
              .format("noop")
              .mode("overwrite")
              .save();
          return 0L;
        });
    time(
        "statistics",
        rounds,
        () -> {
          List<io.millrace.transforms.statistics.accumulator.SplitAccumulator> out =
              new StatisticsJob(
                      context,
                      storage,
                      Progress.silent().stage("x", 0, "r").taskCounter(),
                      new ExampleReading(
                          io.millrace.transforms.statistics.accumulator.AccumulatorSettings.PLAIN,
                          io.millrace.transforms.statistics.slice.SliceRules.NONE,
                          false,
                          1,
                          0))
                  .run(files);
          return out.stream().mapToLong(a -> a.all().examples()).sum();
        });
    spark.stop();
  }

  private static void time(String name, int rounds, Callable<Long> step) throws Exception {
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      long n = step.call();
      System.out.printf("%s: %.3f s %d%n", name, (System.nanoTime() - start) / 1e9, n);
    }
  }
}
