package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.List;
import java.util.Optional;

/**
 * A condition on each example, in Spark's SQL over its features: {@code fare >= 0 and trip_miles <
 * 500}.
 *
 * @param expression true if all is well
 * @param description the short description of the anomaly
 * @param feature that gets the anomaly; without one the dataset does
 * @param severity of the anomaly
 * @param nulls what an expression counts as that is NULL, since a feature is missing; as with SQL's
 *     CHECK it passes
 * @param maxFraction the share of examples that may fail, 0 to 1
 * @param splits those that are checked; none: all
 */
public record RowCheck(
    @Doc("Condition on each example in Spark SQL, such as fare >= 0.") String expression,
    @Doc("What the anomaly says.") @Default("Examples fail a check") String description,
    @Doc("Feature that gets the anomaly; without it, the dataset.") Optional<String> feature,
    @Doc("Severity of the anomaly.") @Default("error") SeverityOverride.Level severity,
    @Doc("What NULL counts as.") @Default("pass") Nulls nulls,
    @Doc("Share of the examples that may fail, 0 to 1.") @Default("0") double maxFraction,
    @Doc("Splits to check; none: all.") @Default("[]") List<String> splits) {

  /** What NULL counts as. */
  public enum Nulls {
    /** As SQL's CHECK. */
    @Doc("The example passes, as with SQL's CHECK.")
    PASS,
    /** A value must be there. */
    @Doc("The example fails.")
    FAIL
  }

  /** Checks the share; throws {@link MillraceException} (usage). */
  public RowCheck {
    splits = List.copyOf(splits);
    if (!(maxFraction >= 0 && maxFraction <= 1)) {
      throw MillraceException.usage("max_fraction: " + maxFraction + " (expected: 0 to 1)");
    }
  }
}
