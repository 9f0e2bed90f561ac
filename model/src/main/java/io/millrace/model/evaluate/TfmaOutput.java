package io.millrace.model.evaluate;

import com.google.protobuf.BoolValue;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.MessageLite;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import io.millrace.records.TfRecordWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.tensorflow.model_analysis.MetricKey;
import org.tensorflow.model_analysis.MetricValue;
import org.tensorflow.model_analysis.MetricsForSlice;
import org.tensorflow.model_analysis.MetricsValidationForSlice;
import org.tensorflow.model_analysis.MultiClassConfusionMatrixAtThresholds;
import org.tensorflow.model_analysis.PlotData;
import org.tensorflow.model_analysis.PlotKey;
import org.tensorflow.model_analysis.PlotsForSlice;
import org.tensorflow.model_analysis.SlicingDetails;
import org.tensorflow.model_analysis.SlicingSpec;
import org.tensorflow.model_analysis.SubKey;
import org.tensorflow.model_analysis.ValidationFailure;
import org.tensorflow.model_analysis.ValidationResult;

/**
 * Writes the files of a ModelEvaluation as {@code tfma.load_eval_result} and {@code
 * tfma.load_validation_result} read them (reference: TensorFlow Model Analysis 0.52, its writers).
 *
 * <p>Keys: metrics over all classes by name; those of one class with the sub-key {@code class_id}
 * and {@code top_k} 1, which says that an example counts for its most probable class.
 */
final class TfmaOutput {
  static final String EVAL_CONFIG = "eval_config.json";
  static final String METRICS = "metrics-00000-of-00001.tfrecord";
  static final String PLOTS = "plots-00000-of-00001.tfrecord";
  static final String ATTRIBUTIONS = "attributions-00000-of-00001.tfrecord";
  static final String VALIDATIONS = "validations.tfrecord";

  private static final String CONFUSION_PLOT = "multi_class_confusion_matrix_plot";
  private static final BoolValue UNWEIGHTED = BoolValue.of(false);

  private final Storage storage;
  private final String uri;

  /** Writes into this folder, which is there and empty. */
  TfmaOutput(Storage storage, String uri) {
    this.storage = storage;
    this.uri = uri;
  }

  /** Writes all files. */
  void write(EvaluationResult result, Verdict verdict, String evalConfig) throws IOException {
    storage.writeBytes(
        Storage.resolve(uri, EVAL_CONFIG), evalConfig.getBytes(StandardCharsets.UTF_8));
    records(METRICS, result.slices(), TfmaOutput::metrics);
    records(PLOTS, result.slices(), TfmaOutput::plots);
    records(ATTRIBUTIONS, List.of(), TfmaOutput::metrics);
    records(VALIDATIONS, List.of(verdict), TfmaOutput::validation);
  }

  private <T> void records(String name, List<T> values, Function<T, MessageLite> toMessage)
      throws IOException {
    try (TfRecordWriter writer =
        TfRecordWriter.create(storage.create(Storage.resolve(uri, name)), Compression.NONE)) {
      for (T value : values) {
        writer.write(toMessage.apply(value).toByteArray());
      }
    }
  }

  /** All metrics of a slice. */
  static MetricsForSlice metrics(SliceMetrics slice) {
    MetricsForSlice.Builder metrics = MetricsForSlice.newBuilder().setSliceKey(slice.key().proto());
    slice
        .values()
        .forEach(
            (id, value) ->
                metrics.addMetricKeysAndValues(
                    MetricsForSlice.MetricKeyAndValue.newBuilder()
                        .setKey(key(id))
                        .setValue(value(value))));
    return metrics.build();
  }

  private static MetricKey key(MetricId id) {
    MetricKey.Builder key =
        MetricKey.newBuilder().setName(id.name()).setExampleWeighted(UNWEIGHTED);
    if (id.perClass()) {
      key.setSubKey(
          SubKey.newBuilder().setClassId(Int32Value.of(id.classId())).setTopK(Int32Value.of(1)));
    }
    return key.build();
  }

  private static MetricValue value(double value) {
    return MetricValue.newBuilder().setDoubleValue(DoubleValue.of(value)).build();
  }

  /** The confusion matrix of a slice, at threshold 0. */
  static PlotsForSlice plots(SliceMetrics slice) {
    var matrix =
        MultiClassConfusionMatrixAtThresholds.MultiClassConfusionMatrix.newBuilder()
            .setThreshold(0);
    slice
        .confusion()
        .forEach(
            (actual, predicted, count) ->
                matrix.addEntries(
                    MultiClassConfusionMatrixAtThresholds.MultiClassConfusionMatrixEntry
                        .newBuilder()
                        .setActualClassId(actual)
                        .setPredictedClassId(predicted)
                        .setNumWeightedExamples(count)));
    return PlotsForSlice.newBuilder()
        .setSliceKey(slice.key().proto())
        .addPlotKeysAndValues(
            PlotsForSlice.PlotKeyAndValue.newBuilder()
                .setKey(PlotKey.newBuilder().setName(CONFUSION_PLOT).setExampleWeighted(UNWEIGHTED))
                .setValue(
                    PlotData.newBuilder()
                        .setMultiClassConfusionMatrixAtThresholds(
                            MultiClassConfusionMatrixAtThresholds.newBuilder()
                                .addMatrices(matrix))))
        .build();
  }

  /** The verdict with all failures. */
  static ValidationResult validation(Verdict verdict) {
    ValidationResult.Builder result =
        ValidationResult.newBuilder()
            .setValidationOk(verdict.blessed())
            .setMissingThresholds(verdict.thresholdsMissing());
    Map<SliceKey, MetricsValidationForSlice.Builder> failures = new LinkedHashMap<>();
    Map<SlicingSpec, Set<SliceKey>> checked = new LinkedHashMap<>();
    for (Verdict.Check check : verdict.checks()) {
      checked.computeIfAbsent(check.spec(), s -> new LinkedHashSet<>()).add(check.slice());
      if (!check.holds()) {
        failures
            .computeIfAbsent(
                check.slice(),
                key -> MetricsValidationForSlice.newBuilder().setSliceKey(key.proto()))
            .addFailures(failure(check));
      }
    }
    failures.values().forEach(result::addMetricValidationsPerSlice);
    Set<SlicingSpec> missing = new LinkedHashSet<>();
    verdict.missingSlices().forEach(slice -> missing.add(slice.spec()));
    List<SlicingDetails> details = new ArrayList<>();
    checked.forEach(
        (spec, slices) ->
            details.add(
                SlicingDetails.newBuilder()
                    .setSlicingSpec(spec)
                    .setNumMatchingSlices(slices.size())
                    .build()));
    result.addAllMissingSlices(missing);
    result.getValidationDetailsBuilder().addAllSlicingDetails(details);
    return result.build();
  }

  private static ValidationFailure failure(Verdict.Check check) {
    ValidationFailure.Builder failure =
        ValidationFailure.newBuilder()
            .setMetricKey(key(check.metric()))
            .setMetricThreshold(check.bounds().proto());
    return check.known()
        ? failure.setMetricValue(value(check.found())).build()
        : failure.setMessage("Metric not found.").build();
  }
}
