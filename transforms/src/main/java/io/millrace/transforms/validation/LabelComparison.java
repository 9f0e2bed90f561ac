package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.schema.Reasons;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DriftSkewInfo;
import org.tensorflow.metadata.v0.DriftSkewInfo.Measurement;
import org.tensorflow.metadata.v0.FeatureComparator;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/**
 * Compares the label of a split with that of the training split, by the comparators that skew and
 * drift have. Strings, and integers with few distinct values, are compared value by value, by
 * L-infinity and Jensen-Shannon; other numbers by the Jensen-Shannon divergence of their
 * histograms.
 */
final class LabelComparison {
  private final FeatureKey label;
  private final ExampleValidatorOptions options;

  LabelComparison(ExampleValidatorOptions options) {
    this.label = new FeatureKey(List.of(options.label().orElseThrow()));
    this.options = options;
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

  /**
   * Compares a split, and adds what was measured, as skew, and what is above its threshold. If one
   * side has no label values nothing is added: that is an anomaly of the schema already.
   *
   * @param names the two splits
   */
  void compare(DatasetView split, DatasetView training, ControlNames names, AnomalyBook book) {
    Optional<FeatureNameStatistics> treatment = split.feature(label);
    Optional<FeatureNameStatistics> control = training.feature(label);
    if (treatment.isEmpty() || control.isEmpty()) {
      return;
    }
    boolean weighted = split.isWeighted() && training.isWeighted();
    FeatureDistribution first = FeatureDistribution.of(treatment.get(), weighted);
    FeatureDistribution second = FeatureDistribution.of(control.get(), weighted);
    FeatureComparator.Builder limits = FeatureComparator.newBuilder();
    limits.getJensenShannonDivergenceBuilder().setThreshold(options.labelJensenShannonThreshold());
    if (!first.counts().isEmpty() && !second.counts().isEmpty()) {
      limits.getInfinityNormBuilder().setThreshold(options.labelInfinityNormThreshold());
    }
    Reasons reasons = new Reasons();
    List<Measurement> measured =
        new Comparator(limits.build(), names, reasons)
            .measure(first, second, first.counts(), second.counts());
    if (!measured.isEmpty()) {
      book.add(
          DriftSkewInfo.newBuilder()
              .setPath(label.path())
              .addAllSkewMeasurements(measured)
              .build());
    }
    book.add(label, reasons);
  }
}
