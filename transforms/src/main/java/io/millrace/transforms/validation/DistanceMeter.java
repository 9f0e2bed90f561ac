package io.millrace.transforms.validation;

import io.millrace.transforms.statistics.StatisticsFiles;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Histogram;

/**
 * Measures all distances of all features of two datasets, whether the schema limits them or not.
 */
final class DistanceMeter {
  private final DatasetView treatment;
  private final DatasetView control;
  private final boolean weighted;

  DistanceMeter(DatasetView treatment, DatasetView control) {
    this.treatment = treatment;
    this.control = control;
    this.weighted = treatment.isWeighted() && control.isWeighted();
  }

  /** The distances of the features of either, those of the treatment first. */
  List<FeatureDistances> measure() {
    Set<FeatureKey> keys = new LinkedHashSet<>(treatment.keys());
    keys.addAll(control.keys());
    List<FeatureDistances> measured = new ArrayList<>();
    for (FeatureKey key : keys) {
      Optional<FeatureNameStatistics> first = treatment.feature(key);
      Optional<FeatureNameStatistics> second = control.feature(key);
      if (first.isEmpty() || second.isEmpty()) {
        measured.add(
            FeatureDistances.none(
                key, first.isEmpty() ? "only in the control" : "not in the control"));
      } else {
        measured.add(measure(key, first.get(), second.get()));
      }
    }
    return measured;
  }

  private FeatureDistances measure(
      FeatureKey key, FeatureNameStatistics first, FeatureNameStatistics second) {
    FeatureDistribution treated = FeatureDistribution.of(first, weighted);
    FeatureDistribution controlled = FeatureDistribution.of(second, weighted);
    if (treated.categorical() && controlled.categorical()) {
      return byValue(key, listed(first, treated), listed(second, controlled));
    }
    if (treated.numeric() && controlled.numeric()) {
      return byNumber(key, treated, controlled);
    }
    boolean kinds = treated.categorical() || treated.numeric();
    return FeatureDistances.none(
        key,
        kinds && (controlled.categorical() || controlled.numeric())
            ? "strings against numbers"
            : "the statistics hold no distribution");
  }

  private ListedValues listed(FeatureNameStatistics feature, FeatureDistribution distribution) {
    CommonStatistics common = StatisticsFiles.common(feature);
    double total =
        weighted ? common.getWeightedCommonStats().getTotNumValues() : common.getTotNumValues();
    String error =
        weighted ? StatisticsFiles.WEIGHTED_FREQUENCY_ERROR : StatisticsFiles.FREQUENCY_ERROR;
    return new ListedValues(
        distribution.counts(),
        total,
        feature.getStringStats().getUnique(),
        StatisticsFiles.error(feature, error));
  }

  private FeatureDistances byValue(FeatureKey key, ListedValues first, ListedValues second) {
    Map<Measure, Bounded> values = new EnumMap<>(Measure.class);
    if (first.counts().isEmpty() || second.counts().isEmpty()) {
      return FeatureDistances.none(key, "a side lists no values");
    }
    ValueDistances distances = new ValueDistances(first, second);
    values.put(Measure.L_INFTY, distances.infinity());
    values.put(Measure.NORMALIZED_ABSOLUTE_DIFFERENCE, distances.normalizedAbsolute());
    if (Distances.total(first.counts()) > 0 && Distances.total(second.counts()) > 0) {
      values.put(Measure.JENSEN_SHANNON_DIVERGENCE, distances.jensenShannon());
    }
    values.put(Measure.POPULATION_STABILITY_INDEX, distances.stability());
    boolean tail = first.tail() > 0 || second.tail() > 0;
    return new FeatureDistances(
        key,
        weighted,
        values,
        first.tail(),
        second.tail(),
        first.unlisted(),
        second.unlisted(),
        tail ? note(first, second) : "");
  }

  private static String note(ListedValues first, ListedValues second) {
    return first.error() > 0 || second.error() > 0
        ? "the statistics list only the most frequent values, with counts that may be too low"
        : "the statistics list only the most frequent values";
  }

  private FeatureDistances byNumber(
      FeatureKey key, FeatureDistribution first, FeatureDistribution second) {
    Optional<NumberShape> treated = shape(treatment, key, first);
    Optional<NumberShape> controlled = shape(control, key, second);
    if (treated.isEmpty()
        || controlled.isEmpty()
        || treated.get().isEmpty()
        || controlled.get().isEmpty()) {
      return FeatureDistances.none(key, "a side has no numbers");
    }
    Map<Measure, Bounded> values = new EnumMap<>(Measure.class);
    boolean listed = !first.counts().isEmpty() && !second.counts().isEmpty();
    if (listed) {
      values.put(
          Measure.L_INFTY,
          Bounded.exact(Distances.infinity(first.counts(), second.counts()).value()));
      values.put(
          Measure.NORMALIZED_ABSOLUTE_DIFFERENCE,
          Bounded.exact(Distances.normalizedAbsolute(first.counts(), second.counts()).value()));
    }
    first
        .histogram(Histogram.HistogramType.STANDARD)
        .flatMap(
            h ->
                second
                    .histogram(Histogram.HistogramType.STANDARD)
                    .flatMap(
                        g ->
                            Distances.jensenShannon(
                                h, g, rankError(treatment, key), rankError(control, key))))
        .ifPresent(d -> values.put(Measure.JENSEN_SHANNON_DIVERGENCE, d));
    NumberDistances distances = new NumberDistances(treated.get(), controlled.get());
    values.put(Measure.POPULATION_STABILITY_INDEX, distances.stability());
    values.put(Measure.KOLMOGOROV_SMIRNOV, distances.kolmogorovSmirnov());
    Optional<Bounded> wasserstein = distances.wasserstein();
    wasserstein.ifPresent(w -> values.put(Measure.WASSERSTEIN, w));
    double deviation = deviation(key);
    if (wasserstein.isPresent() && Double.isFinite(deviation) && deviation > 0) {
      values.put(Measure.NORMALIZED_WASSERSTEIN, wasserstein.get().dividedBy(deviation));
    }
    boolean exact = values.values().stream().allMatch(Bounded::isExact);
    return new FeatureDistances(
        key, weighted, values, 0, 0, 0, 0, listed || exact ? "" : source(key));
  }

  private double deviation(FeatureKey key) {
    FeatureNameStatistics feature = control.feature(key).orElseThrow();
    return weighted
        ? feature.getNumStats().getWeightedNumericStats().getStdDev()
        : feature.getNumStats().getStdDev();
  }

  /** What numbers with many values were compared by. */
  private String source(FeatureKey key) {
    boolean sketched =
        !weighted && treatment.shape(key).isPresent() && control.shape(key).isPresent();
    return sketched
        ? "from sketches: the bounds hold with 99% confidence"
        : "from histograms: see the bounds";
  }

  /** What the statistics state; nothing is known of weighted histograms. */
  private double rankError(DatasetView view, FeatureKey key) {
    return weighted
        ? 0
        : StatisticsFiles.error(view.feature(key).orElseThrow(), StatisticsFiles.RANK_ERROR);
  }

  /**
   * From the counts of all values if they are listed, else from sketches, else from the histogram
   * of quantiles.
   */
  private Optional<NumberShape> shape(
      DatasetView view, FeatureKey key, FeatureDistribution distribution) {
    if (!distribution.counts().isEmpty()) {
      Map<Double, Double> counts = new TreeMap<>();
      distribution
          .counts()
          .forEach((value, count) -> counts.merge(Double.valueOf(value), count, Double::sum));
      return Optional.of(NumberShape.of(counts, 0, 0, 0, 0));
    }
    Optional<NumberShape> sketched = weighted ? Optional.empty() : view.shape(key);
    return sketched.or(
        () ->
            distribution
                .histogram(Histogram.HistogramType.QUANTILES)
                .or(() -> distribution.histogram(Histogram.HistogramType.STANDARD))
                .map(h -> NumberShape.of(h, rankError(view, key))));
  }
}
