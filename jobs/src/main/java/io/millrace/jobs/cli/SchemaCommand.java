package io.millrace.jobs.cli;

import io.millrace.jobs.pipeline.PipelineSchema;
import io.millrace.jobs.run.JsonSummary;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * What can be done with the schemas of data; without a subcommand it prints the JSON Schema of
 * pipeline files.
 */
@Command(
    name = "schema",
    description = {
      "Infer, compare, edit and check the schemas of data.",
      "Without a command: print the JSON Schema of pipeline files, for the completion of editors."
    },
    footer = {
      "",
      "Examples:",
      "  millrace schema infer out/statistics --out schema.pbtxt",
      "  millrace schema set feature company --min-fraction 0.9",
      "  millrace schema update schema.pbtxt --statistics out/statistics",
      "  millrace schema > conf/pipeline.schema.json"
    })
final class SchemaCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  // Picocli sets it; the output is JSON with or without --json.
  @SuppressWarnings("UnusedVariable")
  @Mixin
  private final CommonOptions common = new CommonOptions();

  private SchemaCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  static CommandLine of(Surroundings surroundings) {
    return new CommandLine(new SchemaCommand(surroundings))
        .addSubcommand(new SchemaInferCommand(surroundings))
        .addSubcommand(new SchemaShowCommand(surroundings))
        .addSubcommand(new SchemaDiffCommand(surroundings))
        .addSubcommand(new SchemaUpdateCommand(surroundings))
        .addSubcommand(new SchemaValidateCommand(surroundings))
        .addSubcommand(new SchemaSuggestCommand(surroundings))
        .addSubcommand(SchemaSetCommand.of(surroundings))
        .addSubcommand(new SchemaImportCommand(surroundings))
        .addSubcommand(new SchemaFreezeCommand(surroundings));
  }

  @Override
  public Integer call() {
    surroundings.out().println(JsonSummary.write(PipelineSchema.of(surroundings.registry())));
    return 0;
  }
}
