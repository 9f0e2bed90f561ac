package io.millrace.model.evaluate;

import io.millrace.artifacts.MillraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tensorflow.model_analysis.SlicingSpec;

/**
 * Holds metrics against thresholds. Bounds are inclusive; a metric that is missing or NaN, and a
 * bound whose slice does not occur, are failures.
 *
 * <p>Deviations from TFX, both on purpose: a threshold without a slice holds for the overall slice
 * only (there: for every slice), and without thresholds the model is not blessed, with that reason
 * (there: neither blessed nor not blessed).
 */
final class Judge {
  private static final int NAMED_FAILURES = 3;

  private final EvaluatorOptions options;
  private final SliceNames names;

  Judge(EvaluatorOptions options) {
    this.options = options;
    this.names = new SliceNames(options.label(), options.labels());
  }

  /** The verdict on a result. */
  Verdict judge(EvaluationResult result) {
    if (options.thresholds().isEmpty()) {
      return options.blessWithoutThresholds()
          ? new Verdict(
              true,
              "no thresholds, and bless_without_thresholds is set",
              true,
              List.of(),
              List.of())
          : new Verdict(
              false,
              "no thresholds are configured; set thresholds, or bless_without_thresholds",
              true,
              List.of(),
              List.of());
    }
    List<Verdict.Check> checks = new ArrayList<>();
    List<Verdict.Missing> missing = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (Map.Entry<String, EvaluatorOptions.Threshold> entry : options.thresholds().entrySet()) {
      EvaluatorOptions.Threshold threshold = entry.getValue();
      MetricId metric = metric(entry.getKey());
      if (threshold.lowerBound().isPresent() || threshold.upperBound().isPresent()) {
        Bounds bounds = new Bounds(threshold.lowerBound(), threshold.upperBound());
        checks.add(check(metric, SlicingSpec.getDefaultInstance(), result.overall(), bounds));
      }
      for (EvaluatorOptions.SliceThreshold slice : threshold.perSlice()) {
        if (!checkSlices(metric, slice, result, checks)) {
          String name = describe(slice);
          Bounds bounds = new Bounds(slice.lowerBound(), slice.upperBound());
          missing.add(new Verdict.Missing(metric, TfmaConfig.slicingSpec(slice), name, bounds));
          failures.add(
              String.format(
                  Locale.ROOT,
                  "%s: the data hold no slice by %s (expected: %s)",
                  metric.text(options.labels()),
                  name,
                  bounds.text()));
        }
      }
    }
    checks.stream().filter(check -> !check.holds()).map(this::describe).forEach(failures::add);
    String reason = failures.isEmpty() ? passed(checks) : join(failures);
    return new Verdict(
        failures.isEmpty(), reason, false, List.copyOf(checks), List.copyOf(missing));
  }

  private MetricId metric(String text) {
    return MetricId.parse(text, options.topK(), options.labels())
        .orElseThrow(() -> MillraceException.internal("No metric '" + text + "'", null));
  }

  private boolean checkSlices(
      MetricId metric,
      EvaluatorOptions.SliceThreshold threshold,
      EvaluationResult result,
      List<Verdict.Check> checks) {
    Bounds bounds = new Bounds(threshold.lowerBound(), threshold.upperBound());
    int before = checks.size();
    for (SliceMetrics slice : result.slices()) {
      if (threshold.matches(slice.key())) {
        checks.add(check(metric, TfmaConfig.slicingSpec(threshold), slice, bounds));
      }
    }
    return checks.size() > before;
  }

  private Verdict.Check check(
      MetricId metric, SlicingSpec spec, SliceMetrics slice, Bounds bounds) {
    Double found = slice.values().get(metric);
    return new Verdict.Check(
        metric,
        spec,
        slice.key(),
        names.text(slice.key()),
        found == null ? Double.NaN : found,
        found != null,
        bounds);
  }

  private String passed(List<Verdict.Check> checks) {
    List<String> overall =
        checks.stream().filter(check -> check.slice().overall()).map(this::describe).toList();
    int others = checks.size() - overall.size();
    String more =
        others == 0 ? "" : others == 1 ? "1 bound on a slice" : others + " bounds on slices";
    if (overall.isEmpty()) {
      return more;
    }
    return String.join("; ", overall) + (more.isEmpty() ? "" : "; " + more);
  }

  private static String join(List<String> failures) {
    int named = Math.min(NAMED_FAILURES, failures.size());
    String text = String.join("; ", failures.subList(0, named));
    return failures.size() == named ? text : text + "; and " + (failures.size() - named) + " more";
  }

  private String describe(Verdict.Check check) {
    String slice = check.slice().overall() ? "" : " in slice " + check.sliceText();
    String found = check.known() ? found(check) : "not found";
    return String.format(
        Locale.ROOT,
        "%s %s%s (expected: %s)",
        check.metric().text(options.labels()),
        found,
        slice,
        check.bounds().text());
  }

  // A value that misses its bound only beyond the digits shown is given in full.
  private static String found(Verdict.Check check) {
    String rounded = Numbers.metric(check.metric(), check.found());
    boolean misleading =
        !check.holds()
            && !Double.isNaN(check.found())
            && check.bounds().hold(Double.parseDouble(rounded.replace(",", "")));
    return misleading ? Double.toString(check.found()) : rounded;
  }

  private static String describe(EvaluatorOptions.SliceThreshold slice) {
    List<String> parts = new ArrayList<>();
    for (String column : slice.columns()) {
      String value = slice.featureValues().get(column);
      parts.add(value == null ? column : column + "=" + value);
    }
    return String.join(", ", parts);
  }
}
