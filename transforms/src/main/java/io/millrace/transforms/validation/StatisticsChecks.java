package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.examples.SqlErrors;
import io.millrace.transforms.schema.Reasons;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/**
 * Evaluates conditions on statistics with Spark SQL over the statistics as rows: columns {@code
 * feature} (or {@code feature_test} and {@code feature_base}) with the fields of
 * FeatureNameStatistics and {@code custom}, the numbers among the custom statistics by their names,
 * and {@code dataset} (or {@code dataset_test}, {@code dataset_base}) with {@code num_examples},
 * {@code weighted_num_examples} and {@code name}.
 *
 * <p>A condition that is false raises CUSTOM_VALIDATION with the values of the fields that it
 * names. One that is NULL, since the statistics lack a field, raises it too, but passes for {@code
 * *}, where not every feature has every kind of statistics.
 */
final class StatisticsChecks {
  private static final Pattern FIELD =
      Pattern.compile(
          "\\b(?:feature|dataset)(?:_test|_base)?(?:\\.[A-Za-z_]\\w*(?:\\[(?:\\d+|'[^']*')])?)+");
  private static final String CUSTOM = "custom";
  private static final StructType FEATURE =
      MessageRows.type(FeatureNameStatistics.getDescriptor())
          .add(CUSTOM, DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false));
  private static final StructType DATASET =
      DataTypes.createStructType(
          List.of(
              DataTypes.createStructField("name", DataTypes.StringType, true),
              DataTypes.createStructField("num_examples", DataTypes.LongType, true),
              DataTypes.createStructField("weighted_num_examples", DataTypes.DoubleType, true)));

  private final SparkSession spark;
  private final DatasetView test;
  private final Controls controls;
  private final Optional<String> environment;

  StatisticsChecks(
      SparkSession spark, DatasetView test, Controls controls, Optional<String> environment) {
    this.spark = spark;
    this.test = test;
    this.controls = controls;
    this.environment = environment;
  }

  /**
   * Evaluates all.
   *
   * @throws MillraceException (usage) if a condition is no SQL over statistics, is not boolean, or
   *     names a feature that the statistics lack
   */
  void run(List<StatisticsCheck> checks, AnomalyBook book) {
    for (StatisticsCheck check : checks) {
      boolean here =
          check.inEnvironment().isEmpty()
              || environment.filter(check.inEnvironment()::contains).isPresent();
      Optional<DatasetView> base = base(check);
      if (here && (check.against().isEmpty() || base.isPresent())) {
        run(check, base, book);
      }
    }
  }

  private Optional<DatasetView> base(StatisticsCheck check) {
    return check
        .against()
        .flatMap(
            against ->
                switch (against) {
                  case SERVING -> controls.serving();
                  case PREVIOUS -> controls.previousSpan();
                  case PREVIOUS_VERSION -> controls.previousVersion();
                })
        .map(DatasetView::new);
  }

  private void run(StatisticsCheck check, Optional<DatasetView> base, AnomalyBook book) {
    List<FeatureKey> keys = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (FeatureKey key : keys(check)) {
      Row tested = row(test.feature(key).orElseThrow());
      if (base.isEmpty()) {
        rows.add(RowFactory.create(tested, dataset(test)));
      } else {
        FeatureKey other = check.baseFeature().map(FeatureKey::parse).orElse(key);
        Row compared = base.get().feature(other).map(StatisticsChecks::row).orElse(null);
        rows.add(RowFactory.create(tested, dataset(test), compared, dataset(base.get())));
      }
      keys.add(key);
    }
    String tag = base.isPresent() ? "_test" : "";
    StructType type = new StructType().add("feature" + tag, FEATURE).add("dataset" + tag, DATASET);
    if (base.isPresent()) {
      type = type.add("feature_base", FEATURE).add("dataset_base", DATASET);
    }
    Dataset<Row> statistics = spark.createDataFrame(rows, type);
    List<String> fields = fields(statistics, check.expression());
    List<Row> results = evaluate(statistics, check, fields);
    for (int i = 0; i < results.size(); i++) {
      Row result = results.get(i);
      boolean passes = result.isNullAt(0) ? check.isForEach() : result.getBoolean(0);
      if (!passes) {
        report(check, keys.get(i), result, fields, book);
      }
    }
  }

  private List<FeatureKey> keys(StatisticsCheck check) {
    if (check.isForEach()) {
      return List.copyOf(test.keys());
    }
    FeatureKey key = FeatureKey.parse(check.feature());
    if (test.feature(key).isEmpty()) {
      throw MillraceException.usage(
          "statistics_checks: feature: "
              + check.feature()
              + " (expected: one of "
              + test.keys().stream().map(FeatureKey::serialized).toList()
              + ")");
    }
    return List.of(key);
  }

  private static Row row(FeatureNameStatistics feature) {
    Map<String, Double> custom = new HashMap<>();
    feature.getCustomStatsList().stream()
        .filter(CustomStatistic::hasNum)
        .forEach(statistic -> custom.put(statistic.getName(), statistic.getNum()));
    Row message = MessageRows.row(feature);
    Object[] values = new Object[message.size() + 1];
    for (int i = 0; i < message.size(); i++) {
      values[i] = message.get(i);
    }
    values[message.size()] = custom;
    return RowFactory.create(values);
  }

  private static Row dataset(DatasetView view) {
    DatasetFeatureStatistics statistics = view.statistics();
    return RowFactory.create(
        statistics.getName(), statistics.getNumExamples(), statistics.getWeightedNumExamples());
  }

  private static List<Row> evaluate(
      Dataset<Row> statistics, StatisticsCheck check, List<String> fields) {
    List<Column> columns = new ArrayList<>();
    columns.add(functions.expr(check.expression()));
    fields.forEach(field -> columns.add(functions.expr(field).cast(DataTypes.StringType)));
    Dataset<Row> evaluated;
    try {
      evaluated = statistics.select(columns.toArray(new Column[0]));
    } catch (Exception e) {
      throw refused(check, e);
    }
    if (!evaluated.schema().fields()[0].dataType().equals(DataTypes.BooleanType)) {
      throw MillraceException.usage(
          "statistics_checks: "
              + check.expression()
              + ": found a value of type "
              + evaluated.schema().fields()[0].dataType().simpleString()
              + " (expected: a condition)");
    }
    try {
      return evaluated.collectAsList();
    } catch (Exception e) {
      throw refused(check, e);
    }
  }

  private static MillraceException refused(StatisticsCheck check, Exception e) {
    return MillraceException.usage(
        "statistics_checks: "
            + check.expression()
            + ": "
            + SqlErrors.firstLine(e)
            + " (expected: Spark SQL over feature and dataset, or with against over feature_test,"
            + " feature_base, dataset_test and dataset_base)");
  }

  /** The fields of statistics that an expression names, for its message. */
  private static List<String> fields(Dataset<Row> statistics, String expression) {
    Set<String> fields = new LinkedHashSet<>();
    Matcher matcher = FIELD.matcher(expression);
    while (matcher.find()) {
      String field = matcher.group();
      try {
        statistics.select(functions.expr(field).cast(DataTypes.StringType));
        fields.add(field);
      } catch (Exception e) {
        // A function's name or a variable: the expression itself tells what is wrong with it.
        if (!(e instanceof AnalysisException) && !(e instanceof RuntimeException)) {
          throw e;
        }
      }
    }
    return List.copyOf(fields);
  }

  private static void report(
      StatisticsCheck check, FeatureKey key, Row result, List<String> fields, AnomalyBook book) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      found.add(
          fields.get(i) + " = " + (result.isNullAt(i + 1) ? "NULL" : result.getString(i + 1)));
    }
    String base = check.against().map(a -> " Base dataset: " + a.names().control()).orElse("");
    Reasons reasons = new Reasons();
    reasons.add(
        AnomalyInfo.Type.CUSTOM_VALIDATION,
        check.description(),
        "Custom validation triggered anomaly. Query: "
            + check.expression()
            + " Test dataset: default slice"
            + base
            + (found.isEmpty() ? "" : " Found: " + String.join(", ", found) + "."));
    book.add(key, reasons, Severities.of(check.severity()));
  }
}
