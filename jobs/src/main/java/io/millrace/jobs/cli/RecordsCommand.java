package io.millrace.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What can be done with TFRecord files, apart from pipelines. */
@Command(
    name = "records",
    description = "Count, show, describe, verify and convert TFRecord files.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  millrace records count data/train",
      "  millrace records head data/train/part-00000.gz -n 3",
      "  millrace records verify 's3a://bucket/run-*/*.tfrecord' --json",
      "  millrace records convert data/train data/train-gz --codec gzip --shards 8"
    })
final class RecordsCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  // Picocli sets it.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  private boolean help;

  private RecordsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  static CommandLine of(Surroundings surroundings) {
    return new CommandLine(new RecordsCommand(surroundings))
        .addSubcommand(new RecordsCountCommand(surroundings))
        .addSubcommand(new RecordsHeadCommand(surroundings))
        .addSubcommand(new RecordsSchemaCommand(surroundings))
        .addSubcommand(new RecordsVerifyCommand(surroundings))
        .addSubcommand(new RecordsConvertCommand(surroundings));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(surroundings.err());
    return 2;
  }
}
