package io.millrace.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

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
final class SchemaSetCommand extends CommandGroup {
  private SchemaSetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  static CommandLine of(Surroundings surroundings) {
    return new CommandLine(new SchemaSetCommand(surroundings))
        .addSubcommand(new SchemaSetFeatureCommand(surroundings))
        .addSubcommand(new SchemaSetDatasetCommand(surroundings));
  }
}
