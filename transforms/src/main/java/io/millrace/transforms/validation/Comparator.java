package io.millrace.transforms.validation;

import io.millrace.transforms.schema.Reasons;
import io.millrace.transforms.schema.SixDigits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DriftSkewInfo.Measurement;
import org.tensorflow.metadata.v0.FeatureComparator;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.HistogramSelection;

/**
 * Measures how far the distributions of a feature lie apart by a comparator of the schema, and says
 * which distance is above its threshold, in TFDV's order and words. What a comparator cannot
 * measure is left out: the Jensen-Shannon divergence of a side without values, or of strings
 * against numbers.
 */
final class Comparator {
  private final FeatureComparator limits;
  private final ControlNames names;
  private final Reasons reasons;
  private final List<Measurement> measurements = new ArrayList<>();

  /**
   * A comparator.
   *
   * @param reasons gets what is above its threshold
   */
  Comparator(FeatureComparator limits, ControlNames names, Reasons reasons) {
    this.limits = limits;
    this.names = names;
    this.reasons = reasons;
  }

  /** Whether the schema sets any threshold. */
  static boolean isSet(FeatureComparator limits) {
    return limits.getInfinityNorm().hasThreshold()
        || limits.getNormalizedAbsDifference().hasThreshold()
        || limits.getJensenShannonDivergence().hasThreshold();
  }

  /** Compares; {@code byValue} holds the counts of values that are compared one by one. */
  List<Measurement> measure(
      FeatureDistribution treatment,
      FeatureDistribution control,
      Map<String, Double> treatmentByValue,
      Map<String, Double> controlByValue) {
    if (limits.getInfinityNorm().hasThreshold()) {
      Distances.Largest largest = Distances.infinity(treatmentByValue, controlByValue);
      add(
          Measurement.Type.L_INFTY,
          largest.value(),
          limits.getInfinityNorm().getThreshold(),
          "Linfty distance",
          where(largest));
    }
    if (limits.getNormalizedAbsDifference().hasThreshold()) {
      Distances.Largest largest = Distances.normalizedAbsolute(treatmentByValue, controlByValue);
      add(
          Measurement.Type.NORMALIZED_ABSOLUTE_DIFFERENCE,
          largest.value(),
          limits.getNormalizedAbsDifference().getThreshold(),
          "normalized absolute difference",
          where(largest));
    }
    if (limits.getJensenShannonDivergence().hasThreshold()) {
      divergence(treatment, control, treatmentByValue, controlByValue)
          .ifPresent(
              value ->
                  add(
                      Measurement.Type.JENSEN_SHANNON_DIVERGENCE,
                      value,
                      limits.getJensenShannonDivergence().getThreshold(),
                      "approximate Jensen-Shannon divergence",
                      ""));
    }
    return measurements;
  }

  private OptionalDouble divergence(
      FeatureDistribution treatment,
      FeatureDistribution control,
      Map<String, Double> treatmentByValue,
      Map<String, Double> controlByValue) {
    boolean numbers = treatment.numeric() && control.numeric();
    if (!treatmentByValue.isEmpty() && !controlByValue.isEmpty()) {
      return Distances.jensenShannon(treatmentByValue, controlByValue);
    }
    if (!numbers) {
      return OptionalDouble.empty();
    }
    Histogram.HistogramType type =
        limits.getJensenShannonDivergence().getSource().getType()
                == HistogramSelection.Type.QUANTILES
            ? Histogram.HistogramType.QUANTILES
            : Histogram.HistogramType.STANDARD;
    Optional<Histogram> first = treatment.histogram(type);
    Optional<Histogram> second = control.histogram(type);
    return first.isPresent() && second.isPresent()
        ? Distances.jensenShannon(first.get(), second.get())
        : OptionalDouble.empty();
  }

  private static String where(Distances.Largest largest) {
    return " The feature value with maximum difference is: " + largest.where();
  }

  private void add(
      Measurement.Type type, double value, double threshold, String distance, String detail) {
    measurements.add(
        Measurement.newBuilder().setType(type).setValue(value).setThreshold(threshold).build());
    if (value > threshold) {
      String name = distance + " between " + names.both();
      reasons.add(
          anomaly(type),
          "High " + name,
          "The "
              + name
              + " is "
              + SixDigits.format(value)
              + " (up to six significant digits), above the threshold "
              + SixDigits.format(threshold)
              + "."
              + detail);
    }
  }

  private static AnomalyInfo.Type anomaly(Measurement.Type type) {
    return switch (type) {
      case L_INFTY -> AnomalyInfo.Type.COMPARATOR_L_INFTY_HIGH;
      case JENSEN_SHANNON_DIVERGENCE -> AnomalyInfo.Type.COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH;
      default -> AnomalyInfo.Type.COMPARATOR_NORMALIZED_ABSOLUTE_DIFFERENCE_HIGH;
    };
  }
}
