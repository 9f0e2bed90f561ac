package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.Optional;

/**
 * A metric of the statistics that is held against its history.
 *
 * @param feature as anomalies write it; without one, the metric is of the dataset
 * @param metric see {@link MetricPath}
 * @param detector decides what is an outlier
 * @param severity of an outlier
 * @param runs the most earlier runs that count, the newest
 */
public record HistoryCheck(
    @Doc("Feature, as anomalies write it; without it, a metric of the dataset.")
        Optional<String> feature,
    @Doc("Path into the statistics, such as num_stats.mean; or missing_fraction.") String metric,
    @Doc("What decides whether the value is an outlier.") HistoryDetector detector,
    @Doc("Severity of an outlier.") @Default("error") SeverityOverride.Level severity,
    @Doc("Earlier runs that count, the newest ones.") @Default("100") int runs) {

  /** Checks the path and the number; throws {@link MillraceException} (usage). */
  public HistoryCheck {
    MetricPath.parse(metric, feature.isPresent());
    if (runs < detector.least() || runs < 1) {
      throw MillraceException.usage(
          "history: runs: "
              + runs
              + " (expected: >= "
              + Math.max(1, detector.least())
              + ", which the detector needs)");
    }
  }
}
