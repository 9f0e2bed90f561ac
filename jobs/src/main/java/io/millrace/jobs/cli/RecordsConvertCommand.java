package io.millrace.jobs.cli;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.jobs.run.JsonSummary;
import io.millrace.records.spark.files.Codec;
import io.millrace.records.spark.files.DataFile;
import io.millrace.records.spark.options.RecordType;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the same records with another packing, into other files. */
@Command(
    name = "convert",
    description = {
      "Write records into a new folder, with another codec or other files.",
      "Their bytes stay as they are, their order does not. Partition folders are kept. An OUT",
      "that holds something is never touched."
    },
    footer = {
      "",
      "Examples:",
      "  millrace records convert data/train data/train-gz --codec gzip --shards 8",
      "  millrace records convert data/big.tfrecord data/parts --target-shard-bytes 128m",
      "  millrace records convert data/damaged data/saved --option mode=DROPMALFORMED"
    })
final class RecordsConvertCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "IN", description = "A file, folder or glob.")
  private String in;

  @Parameters(index = "1", paramLabel = "OUT", description = "A folder.")
  private String out;

  @Option(
      names = "--codec",
      paramLabel = "CODEC",
      description = {
        "none (default), gzip, zlib; snappy, lz4, bzip2 and zstd, which TensorFlow does",
        "not read; or the class of a Hadoop codec."
      },
      order = 1)
  private String codec = "none";

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "How many files. Default: as many as tasks read.",
      order = 2)
  private Optional<Integer> shards = Optional.empty();

  @Option(
      names = "--target-shard-bytes",
      paramLabel = "SIZE",
      description = "A file of this size is followed by another one, such as 128m.",
      order = 3)
  private Optional<String> targetShardBytes = Optional.empty();

  @Mixin private final RecordsInput input = new RecordsInput();
  @Mixin private final CommonOptions common = new CommonOptions();

  RecordsConvertCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    RecordsSession session = new RecordsSession(surroundings, common, "convert");
    List<DataFile> files = RecordsInput.files(List.of(in), session.hadoop());
    requireEmpty(new HadoopStorage(session.hadoop()));
    checkCodec(session);
    long records = session.run(this::convert);
    List<DataFile> written =
        records == 0 ? List.of() : RecordsInput.files(List.of(out), session.hadoop());
    print(records, files, written);
    return 0;
  }

  private void print(long records, List<DataFile> read, List<DataFile> written) {
    long bytesIn = read.stream().mapToLong(DataFile::length).sum();
    long bytesOut = written.stream().mapToLong(DataFile::length).sum();
    if (common.json) {
      Map<String, Object> summary = new LinkedHashMap<>();
      summary.put("records", records);
      summary.put("files_in", read.size());
      summary.put("bytes_in", bytesIn);
      summary.put("files_out", written.size());
      summary.put("bytes_out", bytesOut);
      summary.put("exit_code", 0);
      surroundings.out().println(JsonSummary.write(summary));
    } else if (!common.quiet) {
      surroundings
          .out()
          .println(
              "%,d records from %s, %,d bytes, to %s, %,d bytes, in %s"
                  .formatted(
                      records,
                      RecordsSurvey.files(read.size()),
                      bytesIn,
                      RecordsSurvey.files(written.size()),
                      bytesOut,
                      out));
    }
  }

  private void requireEmpty(Storage storage) throws IOException {
    if (!storage.exists(out)) {
      return;
    }
    if (!storage.stat(out).folder()) {
      throw MillraceException.usage(out + ": found a file (expected: a new or empty folder)");
    }
    int entries = storage.list(out).size();
    if (entries > 0) {
      throw MillraceException.usage(
          "%s: exists and holds %,d entries (expected: a new or empty folder)"
              .formatted(out, entries));
    }
  }

  private void checkCodec(RecordsSession session) {
    try {
      Codec.named(codec, session.hadoop());
    } catch (IllegalArgumentException e) {
      throw MillraceException.usage("--codec " + codec + ": " + e.getMessage());
    }
  }

  private long convert(SparkSession spark, Progress progress) throws InterruptedException {
    // The names of partition folders are kept as they are written.
    spark.conf().set("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
    Progress.Stage stage = progress.stage("converting", -1, "");
    try (stage) {
      Dataset<Row> records =
          spark
              .read()
              .format("tfrecord")
              .options(input.options)
              .option("recordType", RecordType.BYTE_ARRAY.toString())
              .load(in);
      String[] partitions =
          Arrays.stream(records.columns())
              .filter(column -> !column.equals(RecordType.BYTE_ARRAY_COLUMN))
              .toArray(String[]::new);
      Observation seen = new Observation("records");
      records
          .observe(seen, count(lit(1)).as("records"))
          .write()
          .format("tfrecord")
          .mode(SaveMode.ErrorIfExists)
          .partitionBy(partitions)
          .options(writeOptions())
          .save(out);
      return (Long) seen.getAsJava().get("records");
    }
  }

  private Map<String, String> writeOptions() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("recordType", RecordType.BYTE_ARRAY.toString());
    options.put("codec", codec);
    shards.ifPresent(n -> options.put("shards", n.toString()));
    targetShardBytes.ifPresent(bytes -> options.put("targetShardBytes", bytes));
    return options;
  }
}
