package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.Locale;
import java.util.Optional;
import org.tensorflow.metadata.v0.AnomalyInfo;

/**
 * Another severity for some anomalies, as in TFDV's ValidationConfig, and there narrowed to a
 * feature. Of several that apply those with a feature win, then the last one.
 *
 * @param type of anomaly, such as {@code FEATURE_TYPE_LOW_FRACTION_PRESENT}
 * @param feature its path as anomalies write it; without one, of all features and of the dataset
 * @param severity what it becomes
 */
public record SeverityOverride(
    @Doc("Type of anomaly, such as SCHEMA_NEW_COLUMN; without it, all.") Optional<String> type,
    @Doc("Feature, as anomalies write it; without it, all of them.") Optional<String> feature,
    @Doc("What it becomes.") @Default("warning") Level severity) {

  /** A severity. */
  public enum Level {
    /** Stops the pipeline, unless that is told otherwise. */
    @Doc("An error.")
    ERROR,
    /** Is reported. */
    @Doc("A warning.")
    WARNING,
    /** Is no anomaly. */
    @Doc("No anomaly at all.")
    NONE
  }

  /** Checks the type; throws {@link MillraceException} (usage). */
  public SeverityOverride {
    type.ifPresent(SeverityOverride::parse);
  }

  boolean applies(String key, AnomalyInfo.Type found) {
    return type.map(t -> parse(t) == found).orElse(true)
        && feature.map(f -> f.equals(key)).orElse(true);
  }

  private static AnomalyInfo.Type parse(String type) {
    try {
      return AnomalyInfo.Type.valueOf(type.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw MillraceException.usage(
          "severity_overrides: type: "
              + type
              + " (expected: a type of TFDV's anomalies, such as SCHEMA_NEW_COLUMN)");
    }
  }
}
