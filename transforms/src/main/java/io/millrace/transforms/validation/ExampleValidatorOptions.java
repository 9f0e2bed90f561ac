package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.List;
import java.util.Optional;

/** Options of {@link ExampleValidator}. */
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
    @Doc("Whether anomalies stop the pipeline.") @Default("error") FailOn failOn) {

  /** When the component fails. */
  public enum FailOn {
    /** Any anomaly of severity ERROR. */
    @Doc("Stops the pipeline if there is an anomaly of severity ERROR.")
    ERROR,
    /** Never; anomalies are reported only. */
    @Doc("Reports anomalies and goes on.")
    NEVER
  }

  /** Without a label. */
  public static final ExampleValidatorOptions DEFAULTS =
      new ExampleValidatorOptions(Optional.empty(), 0.1, 0.1, List.of(), FailOn.ERROR);

  public ExampleValidatorOptions {
    checkThreshold("label_infinity_norm_threshold", labelInfinityNormThreshold);
    checkThreshold("label_jensen_shannon_threshold", labelJensenShannonThreshold);
    excludeSplits = List.copyOf(excludeSplits);
  }

  private static void checkThreshold(String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw MillraceException.usage(key + ": " + value + " (expected: 0 to 1)");
    }
  }
}
