package io.millrace.jobs.cli;

import io.millrace.jobs.pipeline.Overrides;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineReader;
import io.millrace.jobs.pipeline.Registry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The pipeline file and what the command line changes in it. */
@Command
final class PipelineArguments {
  @Parameters(index = "0", paramLabel = "PIPELINE", description = "The pipeline, a YAML file.")
  Path file;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "The folder or URI of all artefacts, instead of the file's.",
      order = 1)
  Optional<String> root = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "COMPONENT.OPTION=VALUE",
      description = "Set an option of a component; the value is YAML. May be repeated.",
      order = 2)
  List<String> settings = new ArrayList<>();

  Pipeline read(Registry registry) {
    return PipelineReader.read(file, new Overrides(root, settings), registry);
  }
}
