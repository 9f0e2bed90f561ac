package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.PathOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Options of {@link ExampleValidator}.
 *
 * @param label the feature whose distribution is compared between splits
 * @param labelInfinityNormThreshold 0 to 1
 * @param labelJensenShannonThreshold 0 to 1
 * @param excludeSplits that are neither validated nor compared
 * @param failOn the least severity that stops the pipeline
 * @param severityOverrides the last that applies counts
 * @param environment the environment of the schema that all splits belong to
 * @param environments by split, where it is another
 * @param compareEarlier whether earlier statistics of the pipeline are found without being wired
 * @param controlSplit the split of the other statistics, instead of that of the same name
 * @param distanceLimits by feature as anomalies write it, or {@code *} for all features
 * @param history metrics that must not be outliers
 * @param historyStatistics artefacts, instead of those that the pipeline recorded
 * @param statisticsChecks that must hold
 * @param rowChecks that must hold for each example
 * @param failingRowSamples at least 0, by check and split
 */
public record ExampleValidatorOptions(
    @Doc("Feature whose distribution is compared between the training split and each other.")
        Optional<String> label,
    @Doc("Largest difference of the shares of one label value (L-infinity, 0 to 1) to accept.")
        @Default("0.1")
        double labelInfinityNormThreshold,
    @Doc("Largest Jensen-Shannon divergence of the label (base 2, 0 to 1) to accept.")
        @Default("0.1")
        double labelJensenShannonThreshold,
    @Doc("Splits to leave out.") @Default("[]") List<String> excludeSplits,
    @Doc("Whether anomalies stop the pipeline.") @Default("error") FailOn failOn,
    @Doc("Other severities, by type of anomaly and by feature.") @Default("[]")
        List<SeverityOverride> severityOverrides,
    @Doc("Environment of the schema, such as TRAINING: decides which features must be there.")
        Optional<String> environment,
    @Doc("Environment by split, where it is another.") @Default("{}")
        Map<String, String> environments,
    @Doc(
            "Compares with earlier statistics of the pipeline: those of the span before, and of the"
                + " same span's version before.")
        @Default("false")
        boolean compareEarlier,
    @Doc(
            "Split of serving and earlier statistics to compare with; by default that of the same"
                + " name, or the only one.")
        Optional<String> controlSplit,
    @Doc("Largest distances from other statistics to accept, by feature, or * for all.")
        @Default("{}")
        Map<String, DistanceLimits> distanceLimits,
    @Doc("Metrics of the statistics that are held against earlier runs.") @Default("[]")
        List<HistoryCheck> history,
    @Doc("Statistics of earlier runs, the oldest first; by default those of the pipeline.")
        @Default("[]")
        @PathOption
        List<String> historyStatistics,
    @Doc("Conditions on the statistics of features.") @Default("[]")
        List<StatisticsCheck> statisticsChecks,
    @Doc("Conditions on each example; they need the input examples.") @Default("[]")
        List<RowCheck> rowChecks,
    @Doc("Failing examples shown for each row check and split.") @Default("10")
        int failingRowSamples) {

  /** When the component fails. */
  public enum FailOn {
    /** Any anomaly of severity ERROR. */
    @Doc("Stops the pipeline if there is an anomaly of severity ERROR.")
    ERROR,
    /** Any anomaly of severity ERROR or WARNING. */
    @Doc("Stops the pipeline if there is an anomaly of severity ERROR or WARNING.")
    WARNING,
    /** Never; anomalies are reported only. */
    @Doc("Reports anomalies and goes on.")
    NEVER
  }

  /** Without a label and without comparisons. */
  public static final ExampleValidatorOptions DEFAULTS =
      new ExampleValidatorOptions(
          Optional.empty(),
          0.1,
          0.1,
          List.of(),
          FailOn.ERROR,
          List.of(),
          Optional.empty(),
          Map.of(),
          false,
          Optional.empty(),
          Map.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          10);

  /** Checks the ranges; throws {@link MillraceException} (usage). */
  public ExampleValidatorOptions {
    checkThreshold("label_infinity_norm_threshold", labelInfinityNormThreshold);
    checkThreshold("label_jensen_shannon_threshold", labelJensenShannonThreshold);
    excludeSplits = List.copyOf(excludeSplits);
    severityOverrides = List.copyOf(severityOverrides);
    statisticsChecks = List.copyOf(statisticsChecks);
    rowChecks = List.copyOf(rowChecks);
    if (failingRowSamples < 0) {
      throw MillraceException.usage(
          "failing_row_samples: " + failingRowSamples + " (expected: >= 0)");
    }
    history = List.copyOf(history);
    historyStatistics = List.copyOf(historyStatistics);
    environments = Collections.unmodifiableMap(new LinkedHashMap<>(environments));
    distanceLimits = Collections.unmodifiableMap(new LinkedHashMap<>(distanceLimits));
  }

  /** The environment of a split. */
  Optional<String> environment(String split) {
    return Optional.ofNullable(environments.get(split)).or(() -> environment);
  }

  private static void checkThreshold(String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw MillraceException.usage(key + ": " + value + " (expected: 0 to 1)");
    }
  }
}
