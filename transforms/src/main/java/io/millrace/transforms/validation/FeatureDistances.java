package io.millrace.transforms.validation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How far the distributions of a feature lie apart.
 *
 * @param weighted whether examples count by their weights
 * @param values by measure; those that the feature does not allow are left out
 * @param treatmentTail the share of values that the statistics do not list, of features that are
 *     compared value by value; else 0
 * @param controlTail that of the control
 * @param treatmentUnlisted the distinct values that are not listed
 * @param controlUnlisted those of the control
 * @param note why nothing could be compared, or what the values leave out; may be empty
 */
record FeatureDistances(
    FeatureKey feature,
    boolean weighted,
    Map<Measure, Bounded> values,
    double treatmentTail,
    double controlTail,
    long treatmentUnlisted,
    long controlUnlisted,
    String note) {
  FeatureDistances {
    values =
        values.isEmpty()
            ? Map.of()
            : Collections.unmodifiableMap(new EnumMap<Measure, Bounded>(values));
  }

  /** Of a feature that cannot be compared. */
  static FeatureDistances none(FeatureKey feature, String why) {
    return new FeatureDistances(feature, false, Map.of(), 0, 0, 0, 0, why);
  }
}
