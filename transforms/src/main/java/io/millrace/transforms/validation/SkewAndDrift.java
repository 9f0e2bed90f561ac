package io.millrace.transforms.validation;

import io.millrace.transforms.schema.Reasons;
import io.millrace.transforms.schema.SixDigits;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DatasetConstraints;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DriftSkewInfo;
import org.tensorflow.metadata.v0.DriftSkewInfo.Measurement;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureComparator;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.NumericValueComparator;
import org.tensorflow.metadata.v0.Schema;

/**
 * Applies the comparators of a schema to the statistics of a dataset: skew against serving data,
 * drift against the previous span. As TFDV does: a feature without values and a control that is an
 * empty message are passed over, a control that lacks the feature is an anomaly.
 *
 * <p>Otherwise than TFDV: weighted histograms are compared only if both sides have them (TFDV goes
 * by the treatment alone and then finds nothing in the control), and drift is measured against the
 * previous version of the span, too. NaN always counts; TFDV loses it where the boundaries of the
 * two histograms differ.
 */
final class SkewAndDrift {
  private final Schema schema;
  private final DatasetView dataset;
  private final AnomalyBook book;

  SkewAndDrift(Schema schema, DatasetView dataset, AnomalyBook book) {
    this.schema = schema;
    this.dataset = dataset;
    this.book = book;
  }

  /** Compares with all controls. */
  void compare(Controls controls) {
    if (dataset.isEmpty()) {
      return;
    }
    Optional<DatasetView> serving = view(controls.serving());
    Optional<DatasetView> previous = view(controls.previousSpan());
    Optional<DatasetView> version = view(controls.previousVersion());
    SchemaFeatures features = new SchemaFeatures(schema);
    for (FeatureKey key : dataset.keys()) {
      FeatureNameStatistics treatment = dataset.feature(key).orElseThrow();
      Optional<Feature> feature = features.validated(key);
      if (feature.isPresent() && StatisticsFiles.common(treatment).getNumNonMissing() > 0) {
        compare(key, feature.get(), serving, previous, version);
      }
    }
    compareExamples(previous, version);
  }

  private static Optional<DatasetView> view(Optional<DatasetFeatureStatistics> control) {
    return control
        .filter(c -> !c.equals(DatasetFeatureStatistics.getDefaultInstance()))
        .map(DatasetView::new);
  }

  private void compare(
      FeatureKey key,
      Feature feature,
      Optional<DatasetView> serving,
      Optional<DatasetView> previous,
      Optional<DatasetView> version) {
    Reasons reasons = new Reasons();
    DriftSkewInfo.Builder info = DriftSkewInfo.newBuilder().setPath(key.path());
    FeatureComparator drift = feature.getDriftComparator();
    compare(key, drift, previous, ControlNames.DRIFT, reasons, info::addAllDriftMeasurements);
    compare(key, drift, version, ControlNames.VERSION, reasons, info::addAllDriftMeasurements);
    compare(
        key,
        feature.getSkewComparator(),
        serving,
        ControlNames.SKEW,
        reasons,
        info::addAllSkewMeasurements);
    book.add(key, reasons);
    if (info.getDriftMeasurementsCount() > 0 || info.getSkewMeasurementsCount() > 0) {
      book.add(info.build());
    }
  }

  private void compare(
      FeatureKey key,
      FeatureComparator limits,
      Optional<DatasetView> control,
      ControlNames names,
      Reasons reasons,
      Consumer<List<Measurement>> measured) {
    if (control.isEmpty() || !Comparator.isSet(limits)) {
      return;
    }
    Optional<FeatureNameStatistics> other = control.get().feature(key);
    if (other.isEmpty()) {
      reasons.add(
          AnomalyInfo.Type.COMPARATOR_CONTROL_DATA_MISSING,
          names.missing() + " data missing",
          names.missing() + " data is missing.");
      return;
    }
    boolean weighted = dataset.isWeighted() && control.get().isWeighted();
    FeatureDistribution first =
        FeatureDistribution.of(dataset.feature(key).orElseThrow(), weighted);
    FeatureDistribution second = FeatureDistribution.of(other.get(), weighted);
    measured.accept(
        new Comparator(limits, names, reasons)
            .measure(first, second, first.strings(), second.strings()));
  }

  private void compareExamples(Optional<DatasetView> previous, Optional<DatasetView> version) {
    DatasetConstraints constraints = schema.getDatasetConstraints();
    Reasons reasons = new Reasons();
    previous.ifPresent(
        p -> compareExamples(p, constraints.getNumExamplesDriftComparator(), "span", reasons));
    version.ifPresent(
        v -> compareExamples(v, constraints.getNumExamplesVersionComparator(), "version", reasons));
    book.addFirst(reasons);
  }

  private void compareExamples(
      DatasetView control, NumericValueComparator limits, String what, Reasons reasons) {
    if (control.isEmpty()) {
      if (limits.hasMaxFractionThreshold()) {
        reasons.add(
            AnomalyInfo.Type.COMPARATOR_HIGH_NUM_EXAMPLES,
            "High num examples in current dataset versus the previous " + what + ", which has 0.",
            "The previous "
                + what
                + " has 0 examples, so there is a high number of examples in the current dataset"
                + " versus the previous "
                + what
                + ".");
      }
      return;
    }
    boolean weighted = dataset.isWeighted() && control.isWeighted();
    double ratio = dataset.examples(weighted) / control.examples(weighted);
    String shortDescription = " num examples in current dataset versus the previous " + what + ".";
    String found =
        "The ratio of num examples in the current dataset versus the previous "
            + what
            + " is "
            + SixDigits.format(ratio)
            + " (up to six significant digits), which is ";
    if (limits.hasMinFractionThreshold() && ratio < limits.getMinFractionThreshold()) {
      reasons.add(
          AnomalyInfo.Type.COMPARATOR_LOW_NUM_EXAMPLES,
          "Low" + shortDescription,
          found
              + "below the threshold "
              + SixDigits.format(limits.getMinFractionThreshold())
              + ".");
    }
    if (limits.hasMaxFractionThreshold() && ratio > limits.getMaxFractionThreshold()) {
      reasons.add(
          AnomalyInfo.Type.COMPARATOR_HIGH_NUM_EXAMPLES,
          "High" + shortDescription,
          found
              + "above the threshold "
              + SixDigits.format(limits.getMaxFractionThreshold())
              + ".");
    }
  }
}
