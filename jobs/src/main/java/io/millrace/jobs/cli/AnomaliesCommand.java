package io.millrace.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What can be done with anomalies, apart from pipelines. */
@Command(
    name = "anomalies",
    description = "Look at the anomalies that a validation found.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  millrace anomalies show root/example-validator/anomalies/4",
      "  millrace anomalies show anomalies/4 --statistics statistics/3 --html anomalies.html"
    })
final class AnomaliesCommand extends CommandGroup {
  private AnomaliesCommand(Surroundings surroundings) {
    super(surroundings);
  }

  static CommandLine of(Surroundings surroundings) {
    return new CommandLine(new AnomaliesCommand(surroundings))
        .addSubcommand(new AnomaliesShowCommand(surroundings));
  }
}
