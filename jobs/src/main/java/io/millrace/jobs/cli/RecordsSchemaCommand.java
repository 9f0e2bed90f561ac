package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.spark.files.DataFile;
import io.millrace.records.spark.files.SlicePlanner;
import io.millrace.records.spark.options.InferenceOptions;
import io.millrace.records.spark.options.ReadOptions;
import io.millrace.records.spark.options.RecordType;
import io.millrace.records.spark.schema.ParsingSpec;
import io.millrace.records.spark.schema.SchemaInference;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The columns that the data source finds in files. */
@Command(
    name = "schema",
    description = {
      "Show the columns that Spark finds in files, from all records or a sample.",
      "With --json it is Spark's own JSON, for StructType.fromJson; with --feature-spec it is how",
      "TensorFlow parses the records."
    },
    footer = {
      "",
      "Examples:",
      "  millrace records schema data/train",
      "  millrace records schema data/train --option samplingRatio=0.01",
      "  millrace records schema data/videos --record-type SequenceExample --json",
      "  millrace records schema data/train --feature-spec > spec.json"
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

  @Option(
      names = "--feature-spec",
      description = {
        "Print as JSON the features for tf.io.parse_example, or the context and the feature lists",
        "for tf.io.parse_single_sequence_example, as all records that were read need them."
      },
      order = 2)
  private boolean featureSpec;

  @Mixin private final RecordsInput input = new RecordsInput();
  @Mixin private final CommonOptions common = new CommonOptions();

  RecordsSchemaCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    RecordsSession session = new RecordsSession(surroundings, common, "schema");
    List<DataFile> files = RecordsInput.files(paths, session.hadoop());
    if (featureSpec) {
      ParsingSpec spec = session.run((spark, progress) -> parsingSpec(files, spark, progress));
      surroundings.out().println(FeatureSpecJson.of(spec, recordType));
      return 0;
    }
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

  private ParsingSpec parsingSpec(List<DataFile> files, SparkSession spark, Progress progress)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>(input.options);
    all.put("recordType", recordType.toString());
    CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(all);
    InferenceOptions inference = InferenceOptions.of(options);
    if (!inference.schemaFile().isEmpty()) {
      throw MillraceException.usage(
          "--feature-spec with the option schemaFile (expected: one of them; what TensorFlow parses"
              + " is told by the records)");
    }
    ReadOptions read = ReadOptions.of(options, spark.conf());
    Progress.Stage stage = progress.stage("inferring what TensorFlow parses", -1, "");
    try (stage) {
      return SchemaInference.parsingSpec(
          spark,
          SlicePlanner.plan(files, read, spark, input.hadoop(spark)),
          read,
          inference.samplingRatio(),
          inference.maxRecords(),
          input.hadoop(spark));
    }
  }
}
