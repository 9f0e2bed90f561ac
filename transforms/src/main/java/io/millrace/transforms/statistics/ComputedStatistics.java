package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleInput;
import io.millrace.transforms.ingest.DirectInput;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.slice.SliceRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.Schema;

/** Statistics of anything in one Spark job, without an artefact. */
public final class ComputedStatistics {
  private ComputedStatistics() {}

  /**
   * The statistics of a table, as StatisticsGen writes them: of all rows, then of each slice.
   * Columns become features as ExampleGen's table formats say.
   *
   * @param name of the table, for messages
   * @param schema says which integers are categories and which bytes are images; the default
   *     instance if there is none
   * @throws MillraceException as StatisticsGen
   */
  public static DatasetFeatureStatisticsList of(
      Dataset<Row> table, String name, StatisticsGenOptions options, Schema schema)
      throws Exception {
    Map<String, SplitStatistics> counted =
        count(
            table.sparkSession(),
            new HadoopStorage(table.sparkSession().sparkContext().hadoopConfiguration()),
            Progress.silent(),
            DirectInput.of(table, name),
            options,
            schema);
    return DatasetMessage.of(counted.get(DirectInput.ALL).content(), options);
  }

  /** What is counted of each split of an input. */
  static Map<String, SplitStatistics> count(
      SparkSession spark,
      Storage storage,
      Progress progress,
      ExampleInput input,
      StatisticsGenOptions options,
      Schema schema)
      throws Exception {
    SliceRules slices = new SliceRules(options.slicingSpecs());
    ExampleReading reading =
        new ExampleReading(
            Settings.of(options, schema, Vocabularies.read(storage, options, schema)),
            slices,
            input.sequences(),
            options.sampleRate(),
            options.sampleSeed());
    List<SplitAccumulator> counted;
    try (Progress.Stage stage = progress.stage("statistics", input.records(), "records")) {
      Optional<SqlSlices> sqlSlices =
          slices.expressions().isEmpty()
              ? Optional.empty()
              : Optional.of(SqlSlices.of(spark, input, schema, slices.expressions()));
      counted = new StatisticsJob(stage.taskCounter(), reading, sqlSlices).run(input);
    }
    Map<String, SplitStatistics> splits = new LinkedHashMap<>();
    for (int i = 0; i < counted.size(); i++) {
      splits.put(input.splits().get(i), new SplitStatistics(options, schema, counted.get(i)));
    }
    return splits;
  }
}
