package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.jobs.progress.Console;
import io.millrace.jobs.progress.ConsoleProgress;
import io.millrace.jobs.progress.ProgressTicker;
import io.millrace.jobs.progress.Terminals;
import io.millrace.jobs.run.Cancellation;
import io.millrace.jobs.run.SparkSessions;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Spark for one command on files of records. */
final class RecordsSession {
  /** What a command does with Spark. */
  interface Work<T> {
    T on(SparkSession spark, Progress progress) throws IOException, InterruptedException;
  }

  private final Surroundings surroundings;
  private final CommonOptions common;
  private final SparkConf conf;

  RecordsSession(Surroundings surroundings, CommonOptions common, String name) {
    this.surroundings = surroundings;
    this.common = common;
    this.conf = SparkSessions.settings("records " + name, Map.of(), common.master);
  }

  /** Hadoop's settings, for what is looked at before Spark starts. */
  Configuration hadoop() {
    return SparkSessions.hadoop(conf);
  }

  /** Runs it; wrong options of the data source are wrong use of the command. */
  <T> T run(Work<T> work) throws IOException, InterruptedException {
    Console console =
        Terminals.console(
            surroundings.err(), common.quiet, common.stackTrace, surroundings.environment());
    Cancellation cancellation = new Cancellation();
    Thread hook = cancellation.shutdownHook();
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      console.line("Starting Spark at " + conf.get("spark.master"));
      SparkSession spark = SparkSessions.start(conf);
      try {
        cancellation.watch(spark.sparkContext());
        return run(spark, console, work);
      } finally {
        spark.stop();
      }
    } finally {
      cancellation.end();
      removeHook(hook);
    }
  }

  private static <T> T run(SparkSession spark, Console console, Work<T> work)
      throws IOException, InterruptedException {
    ConsoleProgress progress =
        new ConsoleProgress(console, "records", spark.sparkContext(), System::nanoTime);
    ProgressTicker ticker = new ProgressTicker(progress);
    try {
      return work.on(spark, progress);
    } catch (IllegalArgumentException e) {
      throw MillraceException.usage(e.getMessage());
    } finally {
      ticker.close();
      progress.close();
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is already ending, by Ctrl-C.
    }
  }
}
