package io.millrace.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What can be done with statistics, apart from pipelines. */
@Command(
    name = "statistics",
    description = "Look at statistics of datasets.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  millrace statistics show root/statistics-gen/statistics/3",
      "  millrace statistics show yesterday/FeatureStats.pb today/FeatureStats.pb --html drift.html"
    })
final class StatisticsCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  // Picocli sets it.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  private boolean help;

  private StatisticsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  static CommandLine of(Surroundings surroundings) {
    return new CommandLine(new StatisticsCommand(surroundings))
        .addSubcommand(new StatisticsShowCommand(surroundings))
        .addSubcommand(new StatisticsMergeCommand(surroundings));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(surroundings.err());
    return 2;
  }
}
