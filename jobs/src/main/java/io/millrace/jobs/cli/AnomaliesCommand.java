package io.millrace.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
final class AnomaliesCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  // Picocli sets it.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  private boolean help;

  private AnomaliesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  static CommandLine of(Surroundings surroundings) {
    return new CommandLine(new AnomaliesCommand(surroundings))
        .addSubcommand(new AnomaliesShowCommand(surroundings));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(surroundings.err());
    return 2;
  }
}
