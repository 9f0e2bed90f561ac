package io.millrace.transforms.statistics;

import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExampleFileParts;
import io.millrace.transforms.examples.ExampleInput;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.testing.BenchmarkSession;
import io.millrace.transforms.testing.Rounds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.tensorflow.metadata.v0.Schema;

/**
 * Times the statistics of an Examples artefact beside a bare scan of the same files, the same with
 * slices by values and by SQL, and Spark's {@code summary()} with distinct counts and quantiles.
 *
 * <p>Arguments: the artefact, cores, rounds, and the features that make slices, if any.
 */
public final class StatisticsBenchmark {
  private static final Storage STORAGE = new HadoopStorage(new Configuration());
  private static final double[] QUARTILES = {0.25, 0.5, 0.75};

  private StatisticsBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    ExamplesArtifact examples = ExamplesArtifact.open(STORAGE, args[0]);
    String[] folders =
        examples.splits().stream().map(split -> args[0] + "/Split-" + split).toArray(String[]::new);
    long records = examples.splits().stream().mapToLong(examples::records).sum();
    List<String> sliced = List.of(args).subList(3, args.length);
    SparkSession spark = BenchmarkSession.start(args[1]);
    Map<String, List<ExampleFile>> files = new LinkedHashMap<>();
    examples.splits().forEach(split -> files.put(split, examples.files(split)));
    ExampleInput input =
        new ExampleFileParts(
            JavaSparkContext.fromSparkContext(spark.sparkContext()), STORAGE, files, false, true);
    Rounds rounds = new Rounds(Integer.parseInt(args[2]), records, "rows");
    rounds.heads();
    rounds.measure(
        "bare scan of all columns",
        () -> {
          spark
              .read()
              .format("tfrecord")
              .load(folders)
              .write()
              .format("noop")
              .mode("overwrite")
              .save();
          return true;
        });
    rounds.measure("statistics", () -> count(spark, input, Map.of()));
    if (!sliced.isEmpty()) {
      List<Map<String, List<String>>> specs = new ArrayList<>();
      sliced.forEach(feature -> specs.add(Map.of("feature_keys", List.of(feature))));
      Map<String, ?> options = Map.of("slicing_specs", specs);
      int slices =
          count(spark, input, options).values().stream()
              .mapToInt(s -> s.content().slices().size())
              .max()
              .orElse(0);
      rounds.measure("statistics, " + slices + " slices", () -> count(spark, input, options));
      List<Map<String, String>> sql = new ArrayList<>();
      sliced.forEach(
          feature ->
              sql.add(
                  Map.of("slice_keys_sql", "named_struct('%s', %s)".formatted(feature, feature))));
      rounds.measure(
          "statistics, the same slices by SQL",
          () -> count(spark, input, Map.of("slicing_specs", sql)));
    }
    rounds.measure(
        "Spark: summary, distinct counts, quantiles",
        () -> sparkStatistics(spark.read().format("tfrecord").load(folders)));
    spark.stop();
  }

  private static Map<String, SplitStatistics> count(
      SparkSession spark, ExampleInput input, Map<String, ?> values) throws Exception {
    StatisticsGenOptions options = OptionsBinder.bind(StatisticsGenOptions.class, values);
    Map<String, SplitStatistics> counted =
        ComputedStatistics.count(
            spark, STORAGE, Progress.silent(), input, options, Schema.getDefaultInstance());
    counted.values().forEach(split -> DatasetMessage.of(split.content(), options));
    return counted;
  }

  /** What a user of Spark alone would ask for. */
  private static List<Row> sparkStatistics(Dataset<Row> examples) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : examples.schema().fields()) {
      columns.add(functions.approx_count_distinct(field.name()));
    }
    List<Row> rows = new ArrayList<>(examples.summary().collectAsList());
    rows.addAll(examples.agg(functions.count("*"), columns.toArray(Column[]::new)).collectAsList());
    String[] numbers =
        List.of(examples.schema().fields()).stream()
            .filter(f -> f.dataType() instanceof org.apache.spark.sql.types.NumericType)
            .map(StructField::name)
            .toArray(String[]::new);
    examples.stat().approxQuantile(numbers, QUARTILES, 0.01);
    return rows;
  }
}
