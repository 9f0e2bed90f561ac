package io.millrace.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

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
final class StatisticsCommand extends CommandGroup {
  private StatisticsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  static CommandLine of(Surroundings surroundings) {
    return new CommandLine(new StatisticsCommand(surroundings))
        .addSubcommand(new StatisticsShowCommand(surroundings))
        .addSubcommand(new StatisticsMergeCommand(surroundings));
  }
}
