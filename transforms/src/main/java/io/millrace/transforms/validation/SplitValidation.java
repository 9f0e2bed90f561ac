package io.millrace.transforms.validation;

import io.millrace.transforms.schema.SchemaUpdate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Schema;

/**
 * What was found in a split, how far it lies from what it was compared with, and how its metrics
 * stand in their history.
 */
record SplitValidation(
    Anomalies anomalies, List<DistanceReport> distances, List<List<Object>> history) {
  /** The training split, with which labels are compared. */
  record Training(String split, DatasetView view) {}

  /**
   * What all splits have in common.
   *
   * @param controls what they are compared with
   * @param rows what was found in examples
   * @param spark evaluates conditions; not used where there are none
   */
  record Job(
      Schema schema, ControlStatistics controls, Optional<RowChecks> rows, SparkSession spark) {}

  /**
   * Validates a split.
   *
   * @param history statistics of the split in earlier runs, the oldest first
   * @param training empty for the training split itself
   */
  static SplitValidation of(
      Job job,
      String split,
      DatasetFeatureStatistics statistics,
      List<DatasetFeatureStatistics> history,
      Optional<Training> training,
      ExampleValidatorOptions options)
      throws IOException {
    Schema schema = job.schema();
    Controls controls = job.controls().of(split);
    AnomalyBook book = new AnomalyBook(new Severities(options.severityOverrides()));
    book.addAll(
        SchemaUpdate.of(
            schema, statistics, SchemaUpdate.NEW_DOMAIN_SIZE, options.environment(split)));
    DatasetView view = new DatasetView(statistics, job.controls().sketches(split));
    new SkewAndDrift(schema, view, book).compare(controls);
    List<DistanceReport> reports = new ArrayList<>();
    Map<ControlNames, Sketches> sketches = job.controls().controlSketches(split);
    controls.forEach(
        (names, control) -> {
          DatasetView other = new DatasetView(control, sketches.get(names));
          if (!view.isEmpty() && !other.isEmpty()) {
            DistanceReport report =
                new DistanceReport(
                    new DistanceReport.Comparison(split, names, job.controls().uri(names)),
                    new DistanceMeter(view, other).measure(),
                    options.distanceLimits());
            report.addTo(book);
            reports.add(report);
          }
        });
    if (options.label().isPresent() && training.isPresent()) {
      String name = training.get().split();
      new LabelComparison(options)
          .compare(view, training.get().view(), new ControlNames(split, name, name), book);
    }
    if (!view.isEmpty()) {
      new StatisticsChecks(job.spark(), view, controls, options.environment(split))
          .run(options.statisticsChecks(), book);
    }
    job.rows().ifPresent(rows -> rows.addTo(split, book));
    List<List<Object>> metrics =
        view.isEmpty()
            ? List.of()
            : new HistoryChecks(split, statistics, history).run(options.history(), book);
    return new SplitValidation(book.toProto(schema), List.copyOf(reports), metrics);
  }
}
