package io.millrace.jobs.cli;

import io.millrace.jobs.pipeline.PipelineSchema;
import io.millrace.jobs.run.JsonSummary;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the JSON Schema of pipeline files. */
@Command(
    name = "schema",
    description = "Print the JSON Schema of pipeline files, for the completion of editors.",
    footer = {"", "Examples:", "  millrace schema > conf/pipeline.schema.json"})
final class SchemaCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  // Picocli sets it; the output is JSON with or without --json.
  @SuppressWarnings("UnusedVariable")
  @Mixin
  private final CommonOptions common = new CommonOptions();

  SchemaCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    surroundings.out().println(JsonSummary.write(PipelineSchema.of(surroundings.registry())));
    return 0;
  }
}
