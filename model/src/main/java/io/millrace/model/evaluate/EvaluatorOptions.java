package io.millrace.model.evaluate;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Options of {@link Evaluator}.
 *
 * <p>Metrics, for {@link #thresholds()}: {@code example_count}, {@code accuracy}, {@code loss}
 * (Keras's sparse categorical cross entropy), {@code top_K_accuracy} for each K of {@link #topK()},
 * {@code macro_precision}, {@code macro_recall}, {@code macro_f1_score}, and for one class {@code
 * precision[C]}, {@code recall[C]}, {@code f1_score[C]}, where C is its number or its name.
 */
public record EvaluatorOptions(
    @Doc("Int64 feature of the raw examples that holds the true class, from 0.") @Default("label")
        String label,
    @Doc("Names of the classes, in the order of their numbers; only shown.") @Default("[]")
        List<String> labels,
    @Doc("Splits to evaluate together.") @Default("[eval]") List<String> splits,
    @Doc(
            "Slices besides the overall one: lists of features of the raw examples; each"
                + " combination of their values is a slice.")
        @Default("[]")
        List<List<String>> slices,
    @Doc("Slices that the evaluation may have at most, besides the overall one.") @Default("1000")
        int maxSlices,
    @Doc("Values of K for top_K_accuracy.") @Default("[3]") List<Integer> topK,
    @Doc("Bounds that metrics must keep for the model to be blessed, by metric.") @Default("{}")
        Map<String, Threshold> thresholds,
    @Doc("Bless the model if no threshold is given; otherwise it is not blessed.") @Default("false")
        boolean blessWithoutThresholds,
    @Doc("Worst errors that the report shows: the wrong predictions of highest probability.")
        @Default("25")
        int numWorstErrors,
    @Doc("Bytes feature with the raw pixels, or a PNG or JPEG file, that the report shows.")
        @Default("image")
        String image,
    @Doc("Examples per call of the model.") @Default("256") int batchSize) {

  /** Checks ranges and the names of metrics. */
  public EvaluatorOptions {
    labels = List.copyOf(labels);
    splits = List.copyOf(splits);
    slices = slices.stream().map(List::copyOf).toList();
    topK = topK.stream().sorted().distinct().toList();
    thresholds = Collections.unmodifiableMap(new LinkedHashMap<>(thresholds));
    if (label.isBlank()) {
      throw MillraceException.usage("label: '' (expected: the name of a feature)");
    }
    if (splits.isEmpty()) {
      throw MillraceException.usage("splits: [] (expected: at least one split)");
    }
    if (new HashSet<>(labels).size() < labels.size()) {
      throw MillraceException.usage(
          "labels: " + labels + " (expected: a name of its own for each)");
    }
    atLeast("max_slices", maxSlices, 0);
    topK.forEach(k -> atLeast("top_k", k, 1));
    atLeast("num_worst_errors", numWorstErrors, 0);
    atLeast("batch_size", batchSize, 1);
    for (Map.Entry<String, Threshold> entry : thresholds.entrySet()) {
      requireMetric(entry.getKey(), topK, labels);
      requireSlices(entry.getKey(), entry.getValue(), slices);
    }
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw MillraceException.usage(
          String.format(Locale.ROOT, "%s: %,d (expected: >= %,d)", name, value, least));
    }
  }

  private static void requireMetric(String text, List<Integer> topK, List<String> labels) {
    if (MetricId.parse(text, topK, labels).isEmpty()) {
      throw MillraceException.usage(
          "thresholds: found no metric '"
              + text
              + "' (expected: example_count, accuracy, loss, "
              + String.join("", topK.stream().map(k -> MetricId.topK(k).name() + ", ").toList())
              + String.join(", ", MetricId.MACRO)
              + ", or for a class, by number or name, precision[C], recall[C], f1_score[C])");
    }
  }

  private static void requireSlices(String metric, Threshold threshold, List<List<String>> slices) {
    SliceKeys computed = new SliceKeys(slices);
    for (SliceThreshold slice : threshold.perSlice()) {
      if (!computed.specs().contains(slice.columns())) {
        throw MillraceException.usage(
            String.format(
                Locale.ROOT,
                "thresholds: '%s' has a bound for slices by %s, which are not computed (found:"
                    + " slices: %s); add %s to slices",
                metric,
                slice.columns(),
                computed.specs(),
                slice.columns()));
      }
    }
  }

  /**
   * Bounds of one metric, inclusive. Those of the threshold itself hold for the overall slice.
   *
   * @param perSlice bounds for other slices
   */
  public record Threshold(
      @Doc("Least value, inclusive.") Optional<Double> lowerBound,
      @Doc("Greatest value, inclusive.") Optional<Double> upperBound,
      @Doc("Bounds for slices other than the overall one.") @Default("[]")
          List<SliceThreshold> perSlice) {
    /** Checks that there is a bound. */
    public Threshold {
      perSlice = List.copyOf(perSlice);
      requireOrder(lowerBound, upperBound);
      if (lowerBound.isEmpty() && upperBound.isEmpty() && perSlice.isEmpty()) {
        throw MillraceException.usage(
            "thresholds: a metric has no bound (expected: lower_bound, upper_bound or per_slice)");
      }
    }
  }

  /**
   * Bounds of one metric, inclusive, on every slice by these features, or on those that also have
   * these values.
   */
  public record SliceThreshold(
      @Doc("Features: every slice by exactly these must keep the bounds.") @Default("[]")
          List<String> featureKeys,
      @Doc("Features and values, as text: only slices that have them must keep the bounds.")
          @Default("{}")
          Map<String, String> featureValues,
      @Doc("Least value, inclusive.") Optional<Double> lowerBound,
      @Doc("Greatest value, inclusive.") Optional<Double> upperBound) {
    /** Checks that there is a bound and a slice. */
    public SliceThreshold {
      featureKeys = List.copyOf(featureKeys);
      featureValues = Collections.unmodifiableMap(new LinkedHashMap<>(featureValues));
      requireOrder(lowerBound, upperBound);
      if (lowerBound.isEmpty() && upperBound.isEmpty()) {
        throw MillraceException.usage("per_slice: no bound (expected: lower_bound or upper_bound)");
      }
      if (featureKeys.isEmpty() && featureValues.isEmpty()) {
        throw MillraceException.usage(
            "per_slice: no slice (expected: feature_keys or feature_values)");
      }
    }

    /** All columns of the slices meant, sorted. */
    List<String> columns() {
      java.util.TreeSet<String> columns = new java.util.TreeSet<>(featureKeys);
      columns.addAll(featureValues.keySet());
      return List.copyOf(columns);
    }

    /** Whether a slice is meant. */
    boolean matches(SliceKey key) {
      return key.names().equals(columns())
          && key.columns().stream()
              .allMatch(
                  column -> {
                    String value = featureValues.get(column.name());
                    return value == null || value.equals(column.text());
                  });
    }
  }

  private static void requireOrder(Optional<Double> lower, Optional<Double> upper) {
    boolean number =
        lower.map(d -> !d.isNaN()).orElse(true) && upper.map(d -> !d.isNaN()).orElse(true);
    if (!number || (lower.isPresent() && upper.isPresent() && lower.get() > upper.get())) {
      throw MillraceException.usage(
          "lower_bound: "
              + lower.map(String::valueOf).orElse("none")
              + ", upper_bound: "
              + upper.map(String::valueOf).orElse("none")
              + " (expected: lower_bound <= upper_bound)");
    }
  }
}
