package io.millrace.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Edits a schema in place. */
@Command(
    name = "set",
    description = {
      "Edit a schema file in place: what a feature, or the dataset, has to be like.",
      "Comments stay, but for those in the entries that change."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  millrace schema set feature company --min-fraction 0.9",
      "  millrace schema set feature fare --min 0 --max 500 --disallow-nan",
      "  millrace schema set feature label --not-in-environment SERVING",
      "  millrace schema set dataset --min-examples 1000 --schema data/schema.pbtxt",
      "  millrace schema set dataset --default-environment TRAINING,SERVING"
    })
final class SchemaSetCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  // Picocli sets it.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  private boolean help;

  private SchemaSetCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  static CommandLine of(Surroundings surroundings) {
    return new CommandLine(new SchemaSetCommand(surroundings))
        .addSubcommand(new SchemaSetFeatureCommand(surroundings))
        .addSubcommand(new SchemaSetDatasetCommand(surroundings));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(surroundings.err());
    return 2;
  }
}
