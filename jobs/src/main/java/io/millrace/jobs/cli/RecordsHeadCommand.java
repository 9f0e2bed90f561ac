package io.millrace.jobs.cli;

import io.millrace.jobs.run.SparkSessions;
import io.millrace.records.MalformedExampleException;
import io.millrace.records.spark.files.DataFile;
import io.millrace.records.spark.files.FileSlice;
import io.millrace.records.spark.files.SliceReader;
import io.millrace.records.spark.options.ReadMode;
import io.millrace.records.spark.options.ReadOptions;
import io.millrace.records.spark.options.RecordType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the first records; reads no more of the files than that takes, without Spark. */
@Command(
    name = "head",
    description = {
      "Show the first records as lines of JSON.",
      "A feature is a list of its values, null if it has no list; bytes are text if they are UTF-8,",
      "else {\"base64\": \"...\"}."
    },
    footer = {
      "",
      "Examples:",
      "  millrace records head data/train",
      "  millrace records head data/train -n 1 | jq .label",
      "  millrace records head data/videos --record-type SequenceExample"
    })
final class RecordsHeadCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, folders or globs.")
  private List<String> paths;

  @Option(
      names = {"-n", "--records"},
      paramLabel = "N",
      description = "How many records. Default: ${DEFAULT-VALUE}.",
      defaultValue = "10",
      order = 1)
  private long records;

  @Option(
      names = "--record-type",
      paramLabel = "TYPE",
      converter = RecordTypeConverter.class,
      description = "Example (default), SequenceExample or ByteArray.",
      order = 2)
  private RecordType recordType = RecordType.EXAMPLE;

  @Mixin private final CommonOptions common = new CommonOptions();

  RecordsHeadCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Configuration hadoop =
        SparkSessions.hadoop(SparkSessions.settings("records head", Map.of(), common.master));
    ReadOptions options =
        new ReadOptions(
            recordType,
            ReadMode.FAILFAST,
            "",
            "",
            true,
            Integer.MAX_VALUE - 64,
            false,
            false,
            false,
            false,
            1,
            ReadOptions.NO_BOUND);
    RecordJson json = new RecordJson(recordType);
    long left = records;
    for (DataFile file : RecordsInput.files(paths, hadoop)) {
      FileSlice whole = FileSlice.whole(file.path(), file.length());
      try (SliceReader reader = SliceReader.open(whole, options, hadoop)) {
        while (left > 0 && reader.next()) {
          surroundings.out().println(line(json, reader));
          left--;
          if (surroundings.out().checkError()) {
            // Nobody reads on, as behind a pipe into head.
            return 0;
          }
        }
      }
      if (left <= 0) {
        break;
      }
    }
    return 0;
  }

  private static String line(RecordJson json, SliceReader reader) throws IOException {
    try {
      return json.of(reader.buffer(), reader.offset(), reader.length());
    } catch (MalformedExampleException e) {
      throw reader.malformed(
          e.found(), e.expected(), "is it another --record-type? ByteArray shows any bytes", e);
    }
  }
}
