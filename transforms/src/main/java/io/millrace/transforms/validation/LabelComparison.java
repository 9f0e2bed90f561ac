package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.schema.Reasons;
import io.millrace.transforms.schema.SixDigits;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DriftSkewInfo;
import org.tensorflow.metadata.v0.DriftSkewInfo.Measurement;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.Path;

/**
 * Compares the label of a split with that of the training split. Strings, and integers with few
 * distinct values, are compared value by value, by L-infinity and Jensen-Shannon; other numbers by
 * the Jensen-Shannon divergence of their histograms.
 */
final class LabelComparison {
  private final String label;
  private final ExampleValidatorOptions options;
  private final List<Measurement> measurements = new ArrayList<>();
  private final Reasons reasons = new Reasons();

  private LabelComparison(String label, ExampleValidatorOptions options) {
    this.label = label;
    this.options = options;
  }

  /**
   * Compares the label of a split with that of the training split.
   *
   * @return empty if one of them has no label values: that is an anomaly of the schema already
   */
  static Optional<LabelComparison> of(
      ExampleValidatorOptions options,
      Map.Entry<String, DatasetFeatureStatistics> training,
      Map.Entry<String, DatasetFeatureStatistics> split) {
    String label = options.label().orElseThrow();
    Optional<FeatureNameStatistics> first = find(training.getValue(), label);
    Optional<FeatureNameStatistics> second = find(split.getValue(), label);
    if (first.isEmpty() || second.isEmpty()) {
      return Optional.empty();
    }
    LabelComparison comparison = new LabelComparison(label, options);
    comparison.compare(first.get(), second.get(), split.getKey() + " and " + training.getKey());
    return comparison.measurements.isEmpty() ? Optional.empty() : Optional.of(comparison);
  }

  /**
   * Makes sure that the label is a feature.
   *
   * @throws MillraceException (usage) if no split has it
   */
  static void checkLabel(String label, Iterable<DatasetFeatureStatistics> splits) {
    List<String> names = new ArrayList<>();
    for (DatasetFeatureStatistics split : splits) {
      split.getFeaturesList().stream()
          .map(StatisticsFiles::name)
          .filter(name -> !names.contains(name))
          .forEach(names::add);
    }
    if (!names.isEmpty() && !names.contains(label)) {
      throw MillraceException.usage("label: " + label + " (expected: one of " + names + ")");
    }
  }

  /** What was measured, as TFDV records skew. */
  DriftSkewInfo info() {
    return DriftSkewInfo.newBuilder()
        .setPath(Path.newBuilder().addStep(label))
        .addAllSkewMeasurements(measurements)
        .build();
  }

  /** What is above its threshold. */
  Reasons reasons() {
    return reasons;
  }

  private void compare(FeatureNameStatistics first, FeatureNameStatistics second, String names) {
    Optional<Map<String, Double>> firstCounts = counts(first);
    Optional<Map<String, Double>> secondCounts = counts(second);
    if (firstCounts.isPresent() && secondCounts.isPresent()) {
      Distances.Infinity infinity = Distances.infinity(secondCounts.get(), firstCounts.get());
      measure(
          Measurement.Type.L_INFTY,
          infinity.value(),
          options.labelInfinityNormThreshold(),
          "Linfty distance between " + names,
          " The feature value with maximum difference is: " + infinity.where());
      measure(
          Measurement.Type.JENSEN_SHANNON_DIVERGENCE,
          Distances.jensenShannon(secondCounts.get(), firstCounts.get()),
          options.labelJensenShannonThreshold(),
          "approximate Jensen-Shannon divergence between " + names,
          "");
    } else if (first.hasNumStats() && second.hasNumStats()) {
      Optional<Histogram> firstHistogram = standard(first);
      Optional<Histogram> secondHistogram = standard(second);
      if (firstHistogram.isPresent() && secondHistogram.isPresent()) {
        measure(
            Measurement.Type.JENSEN_SHANNON_DIVERGENCE,
            Distances.jensenShannon(secondHistogram.get(), firstHistogram.get()),
            options.labelJensenShannonThreshold(),
            "approximate Jensen-Shannon divergence between " + names,
            "");
      }
    }
  }

  private void measure(
      Measurement.Type type, double value, double threshold, String name, String detail) {
    measurements.add(
        Measurement.newBuilder().setType(type).setValue(value).setThreshold(threshold).build());
    if (value > threshold) {
      reasons.add(
          type == Measurement.Type.L_INFTY
              ? AnomalyInfo.Type.COMPARATOR_L_INFTY_HIGH
              : AnomalyInfo.Type.COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH,
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

  private static Optional<Map<String, Double>> counts(FeatureNameStatistics feature) {
    return StatisticsFiles.valueCounts(feature).filter(counts -> !counts.isEmpty());
  }

  private static Optional<Histogram> standard(FeatureNameStatistics feature) {
    return feature.getNumStats().getHistogramsList().stream()
        .filter(h -> h.getType() == Histogram.HistogramType.STANDARD)
        .findFirst();
  }

  private static Optional<FeatureNameStatistics> find(
      DatasetFeatureStatistics dataset, String label) {
    return dataset.getFeaturesList().stream()
        .filter(f -> StatisticsFiles.name(f).equals(label))
        .findFirst();
  }
}
