package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExampleFileParts;
import io.millrace.transforms.examples.ExampleInput;
import io.millrace.transforms.ingest.csv.CsvSource;
import io.millrace.transforms.ingest.csv.MissingCells;
import io.millrace.transforms.ingest.format.CsvFormat;
import io.millrace.transforms.ingest.format.Decimals;
import io.millrace.transforms.ingest.format.SparkFormat;
import io.millrace.transforms.ingest.format.TfRecordFormat;
import io.millrace.transforms.ingest.format.TfRecordFormat.RecordType;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceRecords;
import io.millrace.transforms.ingest.source.SparkRecords;
import io.millrace.transforms.ingest.source.Unit;
import io.millrace.transforms.ingest.table.DatasetSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Input of any format that ExampleGen reads, as examples that are written nowhere. Each record
 * becomes the example that ExampleGen would make of it, but that an empty cell of CSV is a missing
 * value, as where TFDV reads CSV, not one without values; the first that cannot become one fails
 * the job. Parts follow from the input and its lengths alone, but those of tables are Spark's
 * partitions.
 */
public final class DirectInput {
  /** The name of the split where the input has one that is not named. */
  public static final String ALL = "all";

  private DirectInput() {}

  /**
   * An input that was looked at.
   *
   * @param span the largest that is read; empty where the input names none
   * @param version of the span; empty where the input names none
   */
  public record Found(ExampleInput examples, OptionalLong span, OptionalLong version) {}

  /**
   * Looks at an input. TFRecord files are not read yet, whatever their packing; other sources read
   * what they need to know the types of columns.
   *
   * @throws MillraceException (usage) if there is no such input, or its records are no examples;
   *     (data) if the files do not fit together
   */
  public static Found open(
      SparkSession spark, Storage storage, Progress progress, InputOptions options)
      throws IOException {
    ExampleSource source =
        options.format() instanceof CsvFormat csv
            ? new CsvSource(csv, MissingCells.NO_LIST)
            : Sources.of(options.format(), options.spans());
    InputSplit.Found found = InputSplit.of(storage, options, source);
    OptionalLong span = found.spanned() ? OptionalLong.of(found.span()) : OptionalLong.empty();
    ExampleInput examples =
        options.format() instanceof TfRecordFormat format
            ? tfRecords(spark, storage, format, options, found.splits())
            : records(new SourceContext(spark, storage, progress), source, options, found.splits());
    return new Found(examples, span, found.version());
  }

  /** The rows of a dataset, which Spark reads anew each time that the examples are read. */
  public static ExampleInput of(Dataset<Row> rows, String name) {
    SparkFormat plain =
        new SparkFormat(
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.of(name),
            List.of(),
            Optional.empty(),
            Decimals.NUMBER);
    SparkRecords records = (SparkRecords) new DatasetSource(plain, rows).prepare(null, List.of());
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext());
    return new Parts(
        spark, List.of(ALL), List.of(new RowInput(records.inputs().get(0), name)), records);
  }

  /** Without the count of packed files beforehand that shards need. */
  private static ExampleInput tfRecords(
      SparkSession spark,
      Storage storage,
      TfRecordFormat format,
      InputOptions options,
      List<InputSplit> splits)
      throws IOException {
    if (format.recordType() == RecordType.BYTES) {
      throw MillraceException.usage(
          "record_type: bytes have no features (expected: example or sequence_example)");
    }
    Map<String, List<ExampleFile>> files = new LinkedHashMap<>();
    for (int i = 0; i < splits.size(); i++) {
      String name = name(options, i);
      files.put(
          name,
          splits.get(i).input().files().stream()
              .map(f -> new ExampleFile(f.uri(), name, ExampleFile.UNKNOWN, f.length()))
              .toList());
    }
    return new ExampleFileParts(
        JavaSparkContext.fromSparkContext(spark.sparkContext()),
        storage,
        files,
        format.recordType() == RecordType.SEQUENCE_EXAMPLE,
        format.splitFiles());
  }

  private static ExampleInput records(
      SourceContext driver, ExampleSource source, InputOptions options, List<InputSplit> splits)
      throws IOException {
    SourceRecords records = source.prepare(driver, splits.stream().map(InputSplit::input).toList());
    if (records.payload() == Payload.BYTES) {
      throw MillraceException.usage(
          "format: the records are bytes without features (expected: a format of examples or of"
              + " tables)");
    }
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(driver.spark().sparkContext());
    List<String> names = new ArrayList<>();
    List<RecordTasks> inputs = new ArrayList<>();
    for (int i = 0; i < splits.size(); i++) {
      names.add(name(options, i));
      inputs.add(
          records instanceof FileSlices files
              ? tasks(spark, driver.storage(), files, i)
              : new RowInput(
                  ((SparkRecords) records).inputs().get(i), splits.get(i).input().place()));
    }
    return new Parts(spark, names, inputs, records);
  }

  private static RecordTasks tasks(
      JavaSparkContext spark, Storage storage, FileSlices files, int split) {
    List<Unit> units = files.units().get(split);
    int packed = (int) units.stream().filter(Unit::packed).count();
    return new FileInput(
        spark,
        storage,
        files,
        ShardPlanner.shards(units, Optional.empty(), Optional.empty()),
        // Not the cores: the parts are to be the same everywhere.
        Math.max(1, packed));
  }

  private static String name(InputOptions options, int split) {
    return options.inputSplits().isEmpty()
        ? ALL
        : List.copyOf(options.inputSplits().keySet()).get(split);
  }

  /** Rows are counted in each partition anew. */
  private static Optional<String> partition(RecordStream rows) {
    return Optional.of(rows.source() + ", partition " + TaskContext.getPartitionId());
  }

  /** The tasks of several splits as parts of one input. */
  private static final class Parts implements ExampleInput {
    private final JavaSparkContext spark;
    private final List<String> splits;
    private final List<RecordTasks> inputs;
    private final SourceRecords records;

    Parts(
        JavaSparkContext spark,
        List<String> splits,
        List<RecordTasks> inputs,
        SourceRecords records) {
      this.spark = spark;
      this.splits = List.copyOf(splits);
      this.inputs = List.copyOf(inputs);
      this.records = records;
    }

    @Override
    public List<String> splits() {
      return splits;
    }

    @Override
    public int parts(int split) {
      return inputs.get(split).tasks();
    }

    @Override
    public long records(int split) {
      OptionalLong known = records.records();
      return splits.size() == 1 && known.isPresent() ? known.getAsLong() : ExampleFile.UNKNOWN;
    }

    @Override
    public boolean sequences() {
      return records.payload() == Payload.SEQUENCE_EXAMPLE;
    }

    @Override
    public <T> JavaRDD<T> map(Reading<T> reading) {
      JavaRDD<T> all = null;
      for (RecordTasks input : inputs) {
        JavaRDD<T> part =
            input instanceof RowInput
                ? input.map(stream -> reading.read(new DirectStream(stream, partition(stream))))
                : input.map(stream -> reading.read(new DirectStream(stream, Optional.empty())));
        all = all == null ? part : all.union(part);
      }
      return all == null ? spark.emptyRDD() : all;
    }
  }
}
