package io.millrace.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.artifacts.options.OptionsBinder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.model_analysis.ValidationResult;

class JudgeTest {
  private static final List<List<String>> SLICES = List.of(List.of("label"));

  /** Class 0: two of three right; class 1: none of one right. */
  private final EvaluationResult result = result();

  @Test
  void boundsAreInclusive() {
    assertThat(judge("accuracy", Map.of("lower_bound", 0.5)).headline())
        .isEqualTo("BLESSED: accuracy 0.5000 (expected: >= 0.5)");
    assertThat(judge("accuracy", Map.of("upper_bound", 0.5)).blessed()).isTrue();
    assertThat(judge("accuracy", Map.of("lower_bound", 0.5, "upper_bound", 0.5)).headline())
        .isEqualTo("BLESSED: accuracy 0.5000 (expected: 0.5 to 0.5)");
    assertThat(judge("accuracy", Map.of("upper_bound", 0.25)).headline())
        .isEqualTo("NOT_BLESSED: accuracy 0.5000 (expected: <= 0.25)");
  }

  @Test
  void aNarrowMissIsShownWithAllDigits() {
    assertThat(judge("macro_recall", Map.of("lower_bound", 0.33334)).reason())
        .isEqualTo("macro_recall 0.3333 (expected: >= 0.33334)");
    assertThat(judge("macro_recall", Map.of("upper_bound", 0.3333)).reason())
        .isEqualTo("macro_recall 0.3333333333333333 (expected: <= 0.3333)");
  }

  @Test
  void aThresholdWithoutSliceHoldsForTheOverallSliceOnly() {
    Verdict verdict = judge("accuracy", Map.of("lower_bound", 0.4));
    assertThat(verdict.blessed()).isTrue();
    assertThat(verdict.checks()).hasSize(1);
  }

  @Test
  void everySliceByTheseFeaturesMustKeepItsBound() {
    Verdict verdict =
        judge(
            "accuracy",
            Map.of(
                "lower_bound",
                0.5,
                "per_slice",
                List.of(Map.of("feature_keys", List.of("label"), "lower_bound", 0.1))));
    assertThat(verdict.headline())
        .isEqualTo("NOT_BLESSED: accuracy 0.0000 in slice label=1 (Coat) (expected: >= 0.1)");
    assertThat(verdict.checks()).hasSize(3);
    ValidationResult proto = TfmaOutput.validation(verdict);
    assertThat(proto.getValidationOk()).isFalse();
    assertThat(proto.getMetricValidationsPerSliceCount()).isEqualTo(1);
    var failures = proto.getMetricValidationsPerSlice(0);
    assertThat(failures.getSliceKey().getSingleSliceKeys(0).getInt64Value()).isEqualTo(1);
    assertThat(failures.getFailures(0).getMetricKey().getName()).isEqualTo("accuracy");
    assertThat(failures.getFailures(0).getMetricValue().getDoubleValue().getValue()).isZero();
    assertThat(
            failures
                .getFailures(0)
                .getMetricThreshold()
                .getValueThreshold()
                .getLowerBound()
                .getValue())
        .isEqualTo(0.1);
    assertThat(
            proto.getValidationDetails().getSlicingDetailsList().stream()
                .map(details -> details.getNumMatchingSlices()))
        .containsExactly(1, 2);
  }

  @Test
  void oneSliceIsNamedByItsValues() {
    Map<String, Object> slice = Map.of("feature_values", Map.of("label", "0"), "lower_bound", 0.6);
    assertThat(judge("accuracy", Map.of("per_slice", List.of(slice))).headline())
        .isEqualTo("BLESSED: 1 bound on a slice");
  }

  @Test
  void aSliceThatDoesNotOccurFails() {
    Map<String, Object> slice = Map.of("feature_values", Map.of("label", "12"), "lower_bound", 0.6);
    Verdict verdict = judge("accuracy", Map.of("per_slice", List.of(slice)));
    assertThat(verdict.headline())
        .isEqualTo("NOT_BLESSED: accuracy: the data hold no slice by label=12 (expected: >= 0.6)");
    ValidationResult proto = TfmaOutput.validation(verdict);
    assertThat(proto.getMissingSlices(0).getFeatureValuesMap()).containsEntry("label", "12");
    assertThat(proto.getMissingThresholds()).isFalse();
  }

  @Test
  void aMetricThatTheSliceDoesNotHaveFails() {
    Verdict verdict = judge("recall[Bag]", Map.of("lower_bound", 0.0));
    assertThat(verdict.headline()).isEqualTo("NOT_BLESSED: recall[Bag] not found (expected: >= 0)");
    assertThat(
            TfmaOutput.validation(verdict)
                .getMetricValidationsPerSlice(0)
                .getFailures(0)
                .getMessage())
        .isEqualTo("Metric not found.");
  }

  @Test
  void aMetricThatIsNotANumberFails() {
    MetricAccumulator broken = new MetricAccumulator(1);
    add(broken, 0, Float.NaN, 0.5f);
    EvaluationResult diverged =
        new EvaluationResult(
            2,
            List.of(),
            List.of(SliceMetrics.of(SliceKey.OVERALL, broken, List.of(3))),
            List.of());
    Map<String, Object> threshold = Map.of("loss", Map.of("lower_bound", 0.0));
    assertThat(new Judge(options(Map.of("thresholds", threshold))).judge(diverged).headline())
        .isEqualTo("NOT_BLESSED: loss NaN (expected: >= 0)");
  }

  @Test
  void withoutThresholdsTheModelIsNotBlessedUnlessAskedFor() {
    Verdict verdict = new Judge(options(Map.of())).judge(result);
    assertThat(verdict.headline())
        .isEqualTo(
            "NOT_BLESSED: no thresholds are configured; set thresholds, or"
                + " bless_without_thresholds");
    assertThat(TfmaOutput.validation(verdict).getMissingThresholds()).isTrue();
    assertThat(TfmaOutput.validation(verdict).getValidationOk()).isFalse();

    Verdict asked = new Judge(options(Map.of("bless_without_thresholds", true))).judge(result);
    assertThat(asked.headline())
        .isEqualTo("BLESSED: no thresholds, and bless_without_thresholds is set");
    assertThat(TfmaOutput.validation(asked).getValidationOk()).isTrue();
  }

  @Test
  void manyFailuresAreCounted() {
    Map<String, Object> bound = Map.of("lower_bound", 2.0);
    Verdict verdict =
        new Judge(
                options(
                    Map.of(
                        "thresholds",
                        Map.of(
                            "accuracy", bound,
                            "macro_recall", bound,
                            "macro_precision", bound,
                            "recall[0]", bound,
                            "top_3_accuracy", bound))))
            .judge(result);
    assertThat(verdict.reason()).endsWith("; and 2 more");
    assertThat(verdict.checks()).hasSize(5);
  }

  private Verdict judge(String metric, Map<String, ?> threshold) {
    return new Judge(options(Map.of("thresholds", Map.of(metric, threshold)))).judge(result);
  }

  private static EvaluatorOptions options(Map<String, Object> given) {
    Map<String, Object> all = new java.util.HashMap<>(given);
    all.put("slices", SLICES);
    all.put("labels", List.of("Shirt", "Coat", "Bag"));
    return OptionsBinder.bind(EvaluatorOptions.class, all);
  }

  private static EvaluationResult result() {
    MetricAccumulator shirts = new MetricAccumulator(1);
    add(shirts, 0, 0.8f, 0.2f);
    add(shirts, 0, 0.8f, 0.2f);
    add(shirts, 0, 0.3f, 0.7f);
    MetricAccumulator coats = new MetricAccumulator(1);
    add(coats, 1, 0.6f, 0.4f);
    MetricAccumulator overall = new MetricAccumulator(1);
    overall.merge(shirts);
    overall.merge(coats);
    return new EvaluationResult(
        3,
        List.of("Shirt", "Coat", "Bag"),
        List.of(
            SliceMetrics.of(SliceKey.OVERALL, overall, List.of(3)),
            SliceMetrics.of(label(0), shirts, List.of(3)),
            SliceMetrics.of(label(1), coats, List.of(3))),
        List.of());
  }

  private static SliceKey label(long value) {
    return new SliceKey(List.of(new SliceKey.Column("label", value)));
  }

  private static void add(MetricAccumulator counted, int label, float... row) {
    Prediction prediction = new Prediction();
    prediction.read(row, 0, row.length, label);
    counted.add(label, prediction, new int[] {3});
  }
}
