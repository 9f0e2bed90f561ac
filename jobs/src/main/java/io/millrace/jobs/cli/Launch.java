package io.millrace.jobs.cli;

import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.progress.Console;
import io.millrace.jobs.progress.Terminals;
import io.millrace.jobs.run.Cancellation;
import io.millrace.jobs.run.JsonSummary;
import io.millrace.jobs.run.RunReport;
import io.millrace.jobs.run.Runner;
import io.millrace.jobs.run.Selection;
import io.millrace.jobs.run.SparkSessions;
import io.millrace.jobs.run.TextSummary;
import io.millrace.jobs.run.Workspace;
import java.io.IOException;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * From a checked pipeline to the printed summary: all that can fail early does before Spark starts.
 */
final class Launch {
  /** Opens the workspace; checks that it can be written. */
  interface Opener {
    Workspace open(HadoopStorage storage) throws IOException;
  }

  /** Gives the runner what it needs beyond the pipeline. */
  interface Preparation {
    void prepare(Runner runner, Storage storage) throws IOException;
  }

  private final Surroundings surroundings;
  private final CommonOptions common;

  Launch(Surroundings surroundings, CommonOptions common) {
    this.surroundings = surroundings;
    this.common = common;
  }

  RunReport run(Pipeline pipeline, Selection selection, Opener opener, Preparation preparation)
      throws IOException {
    Console console =
        Terminals.console(
            surroundings.err(), common.quiet, common.stackTrace, surroundings.environment());
    SparkConf conf = SparkSessions.settings(pipeline.name(), pipeline.spark(), common.master);
    Cancellation cancellation = new Cancellation();
    HadoopStorage early = new HadoopStorage(SparkSessions.hadoop(conf));
    try (Workspace workspace = opener.open(early)) {
      Runner runner = new Runner(pipeline, selection, workspace, console, cancellation);
      preparation.prepare(runner, early);
      runner.reuse();
      Thread hook = cancellation.shutdownHook();
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        return withSpark(conf, runner, console);
      } finally {
        cancellation.end();
        removeHook(hook);
      }
    }
  }

  private static RunReport withSpark(SparkConf conf, Runner runner, Console console) {
    console.line("Starting Spark at " + conf.get("spark.master"));
    SparkSession spark = SparkSessions.start(conf);
    try {
      return runner.run(spark, new HadoopStorage(spark.sparkContext().hadoopConfiguration()));
    } finally {
      spark.stop();
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is already ending, by Ctrl-C.
    }
  }

  void print(RunReport report) {
    if (common.json) {
      surroundings.out().println(JsonSummary.of(report));
    } else if (!common.quiet) {
      surroundings.out().println();
      surroundings.out().print(TextSummary.of(report, common.verbose));
    }
  }
}
