package io.millrace.transforms.validation;

import java.util.List;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.AnomalyInfo.Severity;

/** The severities of anomalies once they are overridden. */
final class Severities {
  /** Stands for the dataset where a feature is asked for. */
  static final String DATASET = "";

  /** As they come. */
  static final Severities UNCHANGED = new Severities(List.of());

  private final List<SeverityOverride> overrides;

  Severities(List<SeverityOverride> overrides) {
    this.overrides = List.copyOf(overrides);
  }

  /** The severity of a reason; {@code UNKNOWN} if it is to be none. */
  Severity of(String feature, AnomalyInfo.Type type, Severity found) {
    Severity severity = found;
    for (boolean narrowed : new boolean[] {false, true}) {
      for (SeverityOverride override : overrides) {
        if (override.feature().isPresent() == narrowed && override.applies(feature, type)) {
          severity = of(override.severity());
        }
      }
    }
    return severity;
  }

  static Severity of(SeverityOverride.Level level) {
    return switch (level) {
      case ERROR -> Severity.ERROR;
      case WARNING -> Severity.WARNING;
      case NONE -> Severity.UNKNOWN;
    };
  }
}
