package io.millrace.jobs.cli;

import io.millrace.records.spark.options.RecordType;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The columns that the data source finds in files. */
@Command(
    name = "schema",
    description = {
      "Show the columns that Spark finds in files, from all records or a sample.",
      "With --json it is Spark's own JSON, for StructType.fromJson."
    },
    footer = {
      "",
      "Examples:",
      "  millrace records schema data/train",
      "  millrace records schema data/train --option samplingRatio=0.01",
      "  millrace records schema data/videos --record-type SequenceExample --json"
    })
final class RecordsSchemaCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, folders or globs.")
  private List<String> paths;

  @Option(
      names = "--record-type",
      paramLabel = "TYPE",
      converter = RecordTypeConverter.class,
      description = "Example (default), SequenceExample or ByteArray.",
      order = 1)
  private RecordType recordType = RecordType.EXAMPLE;

  @Mixin private final RecordsInput input = new RecordsInput();
  @Mixin private final CommonOptions common = new CommonOptions();

  RecordsSchemaCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    RecordsSession session = new RecordsSession(surroundings, common, "schema");
    RecordsInput.files(paths, session.hadoop());
    StructType schema =
        session.run(
            (spark, progress) -> {
              Progress.Stage stage = progress.stage("inferring the schema", -1, "");
              try (stage) {
                return spark
                    .read()
                    .format("tfrecord")
                    .option("recordType", recordType.toString())
                    .options(input.options)
                    .load(paths.toArray(String[]::new))
                    .schema();
              }
            });
    if (common.json) {
      surroundings.out().println(schema.prettyJson());
    } else if (!common.quiet) {
      surroundings.out().print(schema.treeString());
    }
    return 0;
  }
}
