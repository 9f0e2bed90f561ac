package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A condition on the statistics of a feature, as TFDV's custom data validation has it, in Spark's
 * SQL: {@code feature.num_stats.mean > 10}. Compared with another dataset, the features are {@code
 * feature_test} and {@code feature_base}.
 *
 * @param feature as anomalies write it, or {@code *} for each feature
 * @param expression true if all is well
 * @param description the short description of the anomaly
 * @param severity of the anomaly
 * @param inEnvironment the environments where it is checked; none: in all
 * @param against the dataset with the base feature
 * @param baseFeature in that dataset, where it has another name
 */
public record StatisticsCheck(
    @Doc("Feature, as anomalies write it, or * for each.") String feature,
    @Doc("Condition in Spark SQL, such as feature.num_stats.mean > 10.") String expression,
    @Doc("What the anomaly says.") @Default("Custom validation failed") String description,
    @Doc("Severity of the anomaly.") @Default("error") SeverityOverride.Level severity,
    @Doc("Environments where it is checked; none: in all.") @Default("[]")
        List<String> inEnvironment,
    @Doc("Other statistics, with the feature feature_base.") Optional<Against> against,
    @Doc("Feature there, where its name is another.") Optional<String> baseFeature) {

  /** The other statistics. */
  public enum Against {
    /** Of what is served. */
    @Doc("Of what is served.")
    SERVING(ControlNames.SKEW),
    /** Of the previous span. */
    @Doc("Of the previous span.")
    PREVIOUS(ControlNames.DRIFT),
    /** Of the previous version. */
    @Doc("Of the previous version of the span.")
    PREVIOUS_VERSION(ControlNames.VERSION);

    private final ControlNames names;

    Against(ControlNames names) {
      this.names = names;
    }

    ControlNames names() {
      return names;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks that they agree; throws {@link MillraceException} (usage). */
  public StatisticsCheck {
    inEnvironment = List.copyOf(inEnvironment);
    if (baseFeature.isPresent() && against.isEmpty()) {
      throw MillraceException.usage(
          "statistics_checks: base_feature: given without against (expected: against)");
    }
  }

  boolean isForEach() {
    return feature.equals("*");
  }
}
