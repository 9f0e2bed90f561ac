package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.List;
import java.util.Optional;

/**
 * Options of {@link AnomalousExamples}.
 *
 * @param environment the environment of the schema that the examples belong to
 * @param excludeSplits that are not read
 * @param reasonsFeature the feature that is added to each anomalous example
 * @param maxReasonSlices how many reasons have statistics of their own, in each split: of more the
 *     first in order
 */
public record AnomalousExamplesOptions(
    @Doc("Environment of the schema, such as SERVING.") Optional<String> environment,
    @Doc("Splits to leave out.") @Default("[]") List<String> excludeSplits,
    @Doc("Feature with the reasons, added to each example.") @Default("anomaly_reasons")
        String reasonsFeature,
    @Doc("Reasons with statistics of their own, at most; of more the first by name.")
        @Default("100")
        int maxReasonSlices) {
  private static final int MOST_SLICES = 2000;

  /** Checks the name and the number; throws {@link MillraceException} (usage). */
  public AnomalousExamplesOptions {
    excludeSplits = List.copyOf(excludeSplits);
    if (reasonsFeature.isBlank()) {
      throw MillraceException.usage("reasons_feature: empty (expected: the name of a feature)");
    }
    if (maxReasonSlices < 0 || maxReasonSlices > MOST_SLICES) {
      throw MillraceException.usage(
          "max_reason_slices: " + maxReasonSlices + " (expected: 0 to " + MOST_SLICES + ")");
    }
  }
}
