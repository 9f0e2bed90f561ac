package io.millrace.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluatorOptionsTest {
  @Test
  void defaults() {
    EvaluatorOptions options = bind(Map.of());
    assertThat(options)
        .isEqualTo(
            new EvaluatorOptions(
                "label",
                List.of(),
                List.of("eval"),
                List.of(),
                1000,
                List.of(3),
                Map.of(),
                false,
                25,
                "image",
                256));
  }

  @Test
  void everyOptionIsBound() {
    Map<String, Object> slice =
        Map.of(
            "feature_keys", List.of("colour"),
            "feature_values", Map.of("label", "2"),
            "lower_bound", 0.25);
    EvaluatorOptions options =
        bind(
            Map.ofEntries(
                Map.entry("label", "class"),
                Map.entry("labels", List.of("a", "b", "c")),
                Map.entry("splits", List.of("test", "eval")),
                Map.entry("slices", List.of(List.of("label", "colour"))),
                Map.entry("max_slices", 7),
                Map.entry("top_k", List.of(5, 2, 5)),
                Map.entry(
                    "thresholds",
                    Map.of("recall[b]", Map.of("upper_bound", 0.9, "per_slice", List.of(slice)))),
                Map.entry("bless_without_thresholds", true),
                Map.entry("num_worst_errors", 3),
                Map.entry("image", "picture"),
                Map.entry("batch_size", 9)));
    assertThat(options)
        .isEqualTo(
            new EvaluatorOptions(
                "class",
                List.of("a", "b", "c"),
                List.of("test", "eval"),
                List.of(List.of("label", "colour")),
                7,
                List.of(2, 5),
                Map.of(
                    "recall[b]",
                    new EvaluatorOptions.Threshold(
                        Optional.empty(),
                        Optional.of(0.9),
                        List.of(
                            new EvaluatorOptions.SliceThreshold(
                                List.of("colour"),
                                Map.of("label", "2"),
                                Optional.of(0.25),
                                Optional.empty())))),
                true,
                3,
                "picture",
                9));
  }

  @Test
  void aMisspeltMetricIsRefusedWithThoseThereAre() {
    refused(
        Map.of("thresholds", Map.of("acuracy", Map.of("lower_bound", 0.5))),
        "thresholds: found no metric 'acuracy' (expected: example_count, accuracy, loss,"
            + " top_3_accuracy, macro_precision, macro_recall, macro_f1_score, or for a class, by"
            + " number or name, precision[C], recall[C], f1_score[C])");
    refused(
        Map.of(
            "labels", List.of("a"), "thresholds", Map.of("recall[b]", Map.of("lower_bound", 0.5))),
        "thresholds: found no metric 'recall[b]'");
    refused(
        Map.of("thresholds", Map.of("top_4_accuracy", Map.of("lower_bound", 0.5))),
        "thresholds: found no metric 'top_4_accuracy'");
  }

  @Test
  void boundsMustBeThereAndInOrder() {
    refused(
        Map.of("thresholds", Map.of("loss", Map.of())),
        "thresholds: a metric has no bound (expected: lower_bound, upper_bound or per_slice)");
    refused(
        Map.of("thresholds", Map.of("loss", Map.of("lower_bound", 2.0, "upper_bound", 1.0))),
        "lower_bound: 2.0, upper_bound: 1.0 (expected: lower_bound <= upper_bound)");
  }

  @Test
  void aBoundOnSlicesThatAreNotComputedIsRefused() {
    refused(
        Map.of(
            "thresholds",
            Map.of(
                "loss",
                Map.of(
                    "per_slice",
                    List.of(Map.of("feature_keys", List.of("colour"), "upper_bound", 1.0))))),
        "thresholds: 'loss' has a bound for slices by [colour], which are not computed (found:"
            + " slices: []); add [colour] to slices");
  }

  @Test
  void rangesAreChecked() {
    refused(Map.of("batch_size", 0), "batch_size: 0 (expected: >= 1)");
    refused(Map.of("top_k", List.of(0)), "top_k: 0 (expected: >= 1)");
    refused(Map.of("max_slices", -1), "max_slices: -1 (expected: >= 0)");
    refused(Map.of("num_worst_errors", -1), "num_worst_errors: -1 (expected: >= 0)");
    refused(Map.of("splits", List.of()), "splits: [] (expected: at least one split)");
    refused(Map.of("labels", List.of("a", "a")), "labels: [a, a] (expected: a name of its own");
  }

  private static EvaluatorOptions bind(Map<String, ?> values) {
    return OptionsBinder.bind(EvaluatorOptions.class, values);
  }

  private static void refused(Map<String, ?> values, String message) {
    assertThatThrownBy(() -> bind(values))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining(message);
  }
}
