package io.millrace.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.util.JsonFormat;
import io.millrace.records.TfRecordReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.model_analysis.EvalRun;
import org.tensorflow.model_analysis.MetricConfig;
import org.tensorflow.model_analysis.MetricsForSlice;
import org.tensorflow.model_analysis.MetricsSpec;
import org.tensorflow.model_analysis.PlotsForSlice;
import org.tensorflow.model_analysis.ValidationResult;

/** The written files, parsed back. */
class TfmaOutputTest {
  @TempDir Path root;
  private EvaluationFixture fixture;

  @BeforeEach
  void evaluate() throws Exception {
    fixture = new EvaluationFixture(root);
    fixture.split(
        "eval",
        List.of(
            EvaluationFixture.example(0, "red", 0.7f, 0.2f, 0.1f),
            EvaluationFixture.example(1, "red", 0.8f, 0.1f, 0.1f),
            EvaluationFixture.example(2, "blue", 0.1f, 0.2f, 0.7f)),
        2);
    fixture.run(
        Map.of(
            "labels", EvaluationFixture.NAMES,
            "slices", List.of(List.of("colour", "label")),
            "top_k", List.of(2),
            "thresholds",
                Map.of(
                    "accuracy", Map.of("lower_bound", 0.9),
                    "recall[bag]", Map.of("lower_bound", 1.0),
                    "macro_f1_score", Map.of("upper_bound", 1.0))));
  }

  @Test
  void metricsHaveTheKeysOfTensorFlowModelAnalysis() throws Exception {
    List<byte[]> records = records("metrics-00000-of-00001.tfrecord");
    assertThat(records).hasSize(4);
    MetricsForSlice overall = MetricsForSlice.parseFrom(records.get(0));
    assertThat(overall.hasSliceKey()).isTrue();
    assertThat(overall.getSliceKey().getSingleSliceKeysCount()).isZero();
    Map<String, Double> values = new TreeMap<>();
    for (MetricsForSlice.MetricKeyAndValue metric : overall.getMetricKeysAndValuesList()) {
      assertThat(metric.getKey().hasExampleWeighted()).isTrue();
      String name = metric.getKey().getName();
      if (metric.getKey().hasSubKey()) {
        assertThat(metric.getKey().getSubKey().getTopK().getValue()).isEqualTo(1);
        name += metric.getKey().getSubKey().getClassId().getValue();
      }
      values.put(name, metric.getValue().getDoubleValue().getValue());
    }
    assertThat(values.keySet())
        .containsExactly(
            "accuracy",
            "example_count",
            "f1_score0",
            "f1_score1",
            "f1_score2",
            "loss",
            "macro_f1_score",
            "macro_precision",
            "macro_recall",
            "precision0",
            "precision1",
            "precision2",
            "recall0",
            "recall1",
            "recall2",
            "top_2_accuracy");
    assertThat(values).containsEntry("example_count", 3.0).containsEntry("accuracy", 2 / 3.0);
    assertThat(values).containsEntry("top_2_accuracy", 1.0).containsEntry("precision0", 0.5);
    assertThat(values.get("precision1")).isNaN();
    assertThat(values.get("loss"))
        .isCloseTo(-(2 * Math.log(0.7) + Math.log(0.1)) / 3, within(1e-6));

    MetricsForSlice slice = MetricsForSlice.parseFrom(records.get(1));
    assertThat(slice.getSliceKey().getSingleSliceKeys(0).getColumn()).isEqualTo("colour");
    assertThat(slice.getSliceKey().getSingleSliceKeys(0).getBytesValue().toStringUtf8())
        .isEqualTo("blue");
    assertThat(slice.getSliceKey().getSingleSliceKeys(1).getInt64Value()).isEqualTo(2);
  }

  @Test
  void plotsHoldTheConfusionMatrix() throws Exception {
    List<byte[]> records = records("plots-00000-of-00001.tfrecord");
    assertThat(records).hasSize(4);
    PlotsForSlice overall = PlotsForSlice.parseFrom(records.get(0));
    assertThat(overall.getPlotKeysAndValues(0).getKey().getName())
        .isEqualTo("multi_class_confusion_matrix_plot");
    var matrix =
        overall
            .getPlotKeysAndValues(0)
            .getValue()
            .getMultiClassConfusionMatrixAtThresholds()
            .getMatrices(0);
    assertThat(
            matrix.getEntriesList().stream()
                .map(
                    e ->
                        e.getActualClassId()
                            + ">"
                            + e.getPredictedClassId()
                            + ":"
                            + e.getNumWeightedExamples()))
        .containsExactly("0>0:1.0", "1>0:1.0", "2>2:1.0");
  }

  @Test
  void attributionsAreEmptyAndTheValidationIsThere() throws Exception {
    assertThat(fixture.evaluation().resolve("attributions-00000-of-00001.tfrecord")).isEmptyFile();
    List<byte[]> records = records("validations.tfrecord");
    assertThat(records).hasSize(1);
    ValidationResult result = ValidationResult.parseFrom(records.get(0));
    assertThat(result.getValidationOk()).isFalse();
    assertThat(result.getMetricValidationsPerSlice(0).hasSliceKey()).isTrue();
    assertThat(result.getMetricValidationsPerSlice(0).getFailuresCount()).isEqualTo(1);
  }

  @Test
  void theConfigurationSaysWhatWasComputed() throws Exception {
    EvalRun.Builder run = EvalRun.newBuilder();
    JsonFormat.parser()
        .merge(Files.readString(fixture.evaluation().resolve("eval_config.json")), run);
    assertThat(run.getVersion()).isNotEmpty();
    assertThat(run.getDataLocation()).isEqualTo(fixture.examples().toString());
    assertThat(run.getModelLocationsMap()).containsEntry("", "/models/7");
    var config = run.getEvalConfig();
    assertThat(config.getModelSpecs(0).getLabelKey()).isEqualTo("label");
    assertThat(config.getSlicingSpecsList().stream().map(s -> List.copyOf(s.getFeatureKeysList())))
        .containsExactly(List.of(), List.of("colour", "label"));
    assertThat(config.getMetricsSpecs(0).getMetricsList().stream().map(MetricConfig::getClassName))
        .containsExactly(
            "ExampleCount",
            "SparseCategoricalAccuracy",
            "SparseCategoricalCrossentropy",
            "SparseTopKCategoricalAccuracy",
            "MultiClassConfusionMatrixPlot");
    assertThat(
            config.getMetricsSpecs(0).getMetrics(1).getPerSliceThresholds(0).getSlicingSpecsCount())
        .isEqualTo(1);
    assertThat(config.getMetricsSpecs(0).getPerSliceThresholdsMap())
        .containsOnlyKeys("macro_f1_score");
    // Class 2 has a bound on recall and so a specification of its own.
    List<String> perClass = new ArrayList<>();
    for (MetricsSpec spec :
        config.getMetricsSpecsList().subList(1, config.getMetricsSpecsCount())) {
      perClass.add(
          spec.getMetrics(0).getClassName()
              + spec.getBinarize().getClassIds().getValuesList()
              + spec.getMetrics(0).getPerSliceThresholdsCount());
    }
    assertThat(perClass)
        .containsExactly("Precision[0, 1, 2]0", "Recall[2]1", "Recall[0, 1]0", "F1Score[0, 1, 2]0");
  }

  private List<byte[]> records(String name) throws Exception {
    List<byte[]> records = new ArrayList<>();
    try (TfRecordReader reader =
        TfRecordReader.open(Files.newInputStream(fixture.evaluation().resolve(name)), name)) {
      while (reader.next()) {
        records.add(reader.record());
      }
    }
    return records;
  }
}
