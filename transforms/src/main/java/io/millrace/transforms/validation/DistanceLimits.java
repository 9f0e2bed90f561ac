package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Doc;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The largest distances of a feature that are accepted, beyond the comparators of the schema.
 *
 * @param lInfty of shares, 0 to 1
 * @param normalizedAbsoluteDifference of counts, 0 to 1
 * @param jensenShannonDivergence to base 2, 0 to 1
 * @param populationStabilityIndex usual limits are 0.1 and 0.25
 * @param kolmogorovSmirnov of cumulative shares, 0 to 1
 * @param wasserstein in the unit of the feature
 * @param normalizedWasserstein in standard deviations of the control
 */
public record DistanceLimits(
    @Doc("Largest L-infinity distance, 0 to 1.") Optional<Double> lInfty,
    @Doc("Largest normalized absolute difference, 0 to 1.")
        Optional<Double> normalizedAbsoluteDifference,
    @Doc("Largest Jensen-Shannon divergence, base 2, 0 to 1.")
        Optional<Double> jensenShannonDivergence,
    @Doc("Largest population stability index; 0.1 and 0.25 are usual.")
        Optional<Double> populationStabilityIndex,
    @Doc("Largest Kolmogorov-Smirnov distance, 0 to 1.") Optional<Double> kolmogorovSmirnov,
    @Doc("Largest Wasserstein distance, in the unit of the feature.") Optional<Double> wasserstein,
    @Doc("Largest Wasserstein distance in standard deviations of the control.")
        Optional<Double> normalizedWasserstein) {

  /** Checks the ranges; throws {@link MillraceException} (usage). */
  public DistanceLimits {
    check("l_infty", lInfty, 1);
    check("normalized_absolute_difference", normalizedAbsoluteDifference, 1);
    check("jensen_shannon_divergence", jensenShannonDivergence, 1);
    check("population_stability_index", populationStabilityIndex, Double.MAX_VALUE);
    check("kolmogorov_smirnov", kolmogorovSmirnov, 1);
    check("wasserstein", wasserstein, Double.MAX_VALUE);
    check("normalized_wasserstein", normalizedWasserstein, Double.MAX_VALUE);
  }

  private static void check(String key, Optional<Double> limit, double most) {
    if (limit.isPresent() && !(limit.get() >= 0 && limit.get() <= most)) {
      throw MillraceException.usage(
          key + ": " + limit.get() + " (expected: " + (most == 1 ? "0 to 1)" : ">= 0)"));
    }
  }

  Map<Measure, Double> byMeasure() {
    Map<Measure, Double> limits = new EnumMap<>(Measure.class);
    lInfty.ifPresent(v -> limits.put(Measure.L_INFTY, v));
    normalizedAbsoluteDifference.ifPresent(
        v -> limits.put(Measure.NORMALIZED_ABSOLUTE_DIFFERENCE, v));
    jensenShannonDivergence.ifPresent(v -> limits.put(Measure.JENSEN_SHANNON_DIVERGENCE, v));
    populationStabilityIndex.ifPresent(v -> limits.put(Measure.POPULATION_STABILITY_INDEX, v));
    kolmogorovSmirnov.ifPresent(v -> limits.put(Measure.KOLMOGOROV_SMIRNOV, v));
    wasserstein.ifPresent(v -> limits.put(Measure.WASSERSTEIN, v));
    normalizedWasserstein.ifPresent(v -> limits.put(Measure.NORMALIZED_WASSERSTEIN, v));
    return limits;
  }
}
