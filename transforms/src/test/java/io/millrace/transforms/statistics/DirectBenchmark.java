package io.millrace.transforms.statistics;

import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.ingest.DirectInput;
import io.millrace.transforms.testing.BenchmarkSession;
import io.millrace.transforms.testing.Rounds;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.tensorflow.metadata.v0.Schema;

/**
 * Times the statistics of files that are no Examples artefact, from finding them on.
 *
 * <p>Arguments: the input, its format, cores, rounds, how many rows there are.
 */
public final class DirectBenchmark {
  private DirectBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Storage storage = new HadoopStorage(new Configuration());
    SparkSession spark = BenchmarkSession.start(args[2]);
    StatisticsGenOptions options =
        OptionsBinder.bind(StatisticsGenOptions.class, Map.of("input", args[0], "format", args[1]));
    Rounds rounds = new Rounds(Integer.parseInt(args[3]), Long.parseLong(args[4]), "rows");
    rounds.heads();
    rounds.measure(
        "statistics of " + args[1],
        () -> {
          DirectInput.Found found =
              DirectInput.open(
                  spark, storage, Progress.silent(), options.inputOptions().orElseThrow());
          return DatasetMessage.of(
              ComputedStatistics.count(
                      spark,
                      storage,
                      Progress.silent(),
                      found.examples(),
                      options,
                      Schema.getDefaultInstance())
                  .get(DirectInput.ALL)
                  .content(),
              options);
        });
    spark.stop();
  }
}
