package io.millrace.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

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
final class RecordsCommand extends CommandGroup {
  private RecordsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  static CommandLine of(Surroundings surroundings) {
    return new CommandLine(new RecordsCommand(surroundings))
        .addSubcommand(new RecordsCountCommand(surroundings))
        .addSubcommand(new RecordsHeadCommand(surroundings))
        .addSubcommand(new RecordsSchemaCommand(surroundings))
        .addSubcommand(new RecordsVerifyCommand(surroundings))
        .addSubcommand(new RecordsConvertCommand(surroundings));
  }
}
