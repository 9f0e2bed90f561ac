package io.millrace.jobs.cli;

import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.jobs.run.JsonSummary;
import io.millrace.jobs.run.SparkSessions;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What every command takes. */
@Command
final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.",
      order = 100)
  boolean help;

  @Option(
      names = "--json",
      description = "Print the summary as JSON on stdout; all else goes to stderr.",
      order = 101)
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show errors only.",
      order = 102)
  boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show all rows of the tables in the summary.",
      order = 103)
  boolean verbose;

  @Option(names = "--stacktrace", description = "Show where an error came from.", order = 104)
  boolean stackTrace;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = {
        "Where Spark runs: local[N], spark://host:port, yarn, k8s://...",
        "Default: what spark-submit says, else all cores of this machine."
      },
      order = 105)
  Optional<String> master = Optional.empty();

  /** The files of any file system, for a command without Spark. */
  Storage storage(String command) {
    return new HadoopStorage(
        SparkSessions.hadoop(SparkSessions.settings(command, Map.of(), master)));
  }

  /** The result of a command, as text or with --json as JSON. */
  void print(Surroundings surroundings, String text, Map<String, Object> result) {
    if (json) {
      surroundings.out().println(JsonSummary.write(result));
    } else if (!quiet) {
      surroundings.out().print(text);
    }
  }
}
