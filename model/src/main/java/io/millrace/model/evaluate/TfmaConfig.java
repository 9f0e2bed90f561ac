package io.millrace.model.evaluate;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.millrace.artifacts.MillraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.model_analysis.BinarizationOptions;
import org.tensorflow.model_analysis.EvalConfig;
import org.tensorflow.model_analysis.EvalRun;
import org.tensorflow.model_analysis.MetricConfig;
import org.tensorflow.model_analysis.MetricsSpec;
import org.tensorflow.model_analysis.ModelSpec;
import org.tensorflow.model_analysis.PerSliceMetricThreshold;
import org.tensorflow.model_analysis.PerSliceMetricThresholds;
import org.tensorflow.model_analysis.RepeatedInt32Value;
import org.tensorflow.model_analysis.SlicingSpec;

/**
 * The evaluation as a configuration of TensorFlow Model Analysis: run by it on the same
 * predictions, it gives the same metrics under the same keys (the macro metrics excepted, which
 * only have their thresholds there).
 *
 * <p>All thresholds are written per slice, an empty slice being the overall one, because there a
 * threshold without a slice would hold for every slice.
 */
final class TfmaConfig {
  /** The version of TensorFlow Model Analysis whose layout and keys these are. */
  private static final String LAYOUT_VERSION = "0.52.0";

  private final EvaluatorOptions options;
  private final int classes;

  TfmaConfig(EvaluatorOptions options, int classes) {
    this.options = options;
    this.classes = classes;
  }

  /** The content of {@code eval_config.json}. */
  String json(String examplesUri, String modelUri) {
    EvalRun run =
        EvalRun.newBuilder()
            .setEvalConfig(config())
            .setVersion(LAYOUT_VERSION)
            .setDataLocation(examplesUri)
            .setFileFormat("tfrecord")
            .putModelLocations("", modelUri)
            .build();
    try {
      return JsonFormat.printer().print(run);
    } catch (InvalidProtocolBufferException e) {
      throw MillraceException.internal("eval_config.json: " + e.getMessage(), e);
    }
  }

  EvalConfig config() {
    EvalConfig.Builder config =
        EvalConfig.newBuilder()
            .addModelSpecs(
                ModelSpec.newBuilder()
                    .setModelType("tf_generic")
                    .setSignatureName("serving_default")
                    .setLabelKey(options.label())
                    .setPredictionKey("probabilities")
                    .setInferenceBatchSize(options.batchSize()))
            .addSlicingSpecs(SlicingSpec.getDefaultInstance());
    for (List<String> spec : new SliceKeys(options.slices()).specs()) {
      config.addSlicingSpecs(SlicingSpec.newBuilder().addAllFeatureKeys(spec));
    }
    Map<MetricId, List<PerSliceMetricThreshold>> thresholds = thresholds();
    config.addMetricsSpecs(overClasses(thresholds));
    perClass(thresholds).forEach(config::addMetricsSpecs);
    return config.build();
  }

  /** The specification of the slices that a bound is for. */
  static SlicingSpec slicingSpec(EvaluatorOptions.SliceThreshold threshold) {
    SlicingSpec.Builder spec = SlicingSpec.newBuilder();
    for (String column : threshold.columns()) {
      String value = threshold.featureValues().get(column);
      if (value == null) {
        spec.addFeatureKeys(column);
      } else {
        spec.putFeatureValues(column, value);
      }
    }
    return spec.build();
  }

  private Map<MetricId, List<PerSliceMetricThreshold>> thresholds() {
    Map<MetricId, List<PerSliceMetricThreshold>> byMetric = new TreeMap<>();
    options
        .thresholds()
        .forEach(
            (name, threshold) ->
                byMetric
                    .computeIfAbsent(
                        MetricId.parse(name, options.topK(), options.labels()).orElseThrow(),
                        id -> new ArrayList<>())
                    .addAll(protos(threshold)));
    return byMetric;
  }

  private static List<PerSliceMetricThreshold> protos(EvaluatorOptions.Threshold threshold) {
    List<PerSliceMetricThreshold> protos = new ArrayList<>();
    if (threshold.lowerBound().isPresent() || threshold.upperBound().isPresent()) {
      protos.add(
          PerSliceMetricThreshold.newBuilder()
              .addSlicingSpecs(SlicingSpec.getDefaultInstance())
              .setThreshold(new Bounds(threshold.lowerBound(), threshold.upperBound()).proto())
              .build());
    }
    for (EvaluatorOptions.SliceThreshold slice : threshold.perSlice()) {
      protos.add(
          PerSliceMetricThreshold.newBuilder()
              .addSlicingSpecs(slicingSpec(slice))
              .setThreshold(new Bounds(slice.lowerBound(), slice.upperBound()).proto())
              .build());
    }
    return protos;
  }

  private MetricsSpec overClasses(Map<MetricId, List<PerSliceMetricThreshold>> thresholds) {
    MetricsSpec.Builder spec = MetricsSpec.newBuilder();
    spec.addMetrics(metric("ExampleCount", "", MetricId.of(MetricId.EXAMPLE_COUNT), thresholds));
    spec.addMetrics(
        metric(
            "SparseCategoricalAccuracy",
            "{\"name\": \"accuracy\"}",
            MetricId.of(MetricId.ACCURACY),
            thresholds));
    spec.addMetrics(
        metric(
            "SparseCategoricalCrossentropy",
            "{\"name\": \"loss\"}",
            MetricId.of(MetricId.LOSS),
            thresholds));
    for (int k : options.topK()) {
      MetricId id = MetricId.topK(k);
      String config = String.format(Locale.ROOT, "{\"name\": \"%s\", \"k\": %d}", id.name(), k);
      spec.addMetrics(metric("SparseTopKCategoricalAccuracy", config, id, thresholds));
    }
    spec.addMetrics(MetricConfig.newBuilder().setClassName("MultiClassConfusionMatrixPlot"));
    for (String macro : MetricId.MACRO) {
      List<PerSliceMetricThreshold> found = thresholds.get(MetricId.of(macro));
      if (found != null) {
        spec.putPerSliceThresholds(
            macro, PerSliceMetricThresholds.newBuilder().addAllThresholds(found).build());
      }
    }
    return spec.build();
  }

  // One specification for the classes without a bound, one for each class with a bound: a threshold
  // holds for all classes of its specification.
  private List<MetricsSpec> perClass(Map<MetricId, List<PerSliceMetricThreshold>> thresholds) {
    List<MetricsSpec> specs = new ArrayList<>();
    for (String name : MetricId.PER_CLASS) {
      List<Integer> unbound = new ArrayList<>();
      for (int c = 0; c < classes; c++) {
        if (thresholds.containsKey(new MetricId(name, c))) {
          specs.add(perClass(new MetricId(name, c), List.of(c), thresholds));
        } else {
          unbound.add(c);
        }
      }
      if (!unbound.isEmpty()) {
        specs.add(perClass(new MetricId(name, MetricId.ALL), unbound, thresholds));
      }
    }
    return specs;
  }

  private static MetricsSpec perClass(
      MetricId id,
      List<Integer> classIds,
      Map<MetricId, List<PerSliceMetricThreshold>> thresholds) {
    String className =
        switch (id.name()) {
          case MetricId.PRECISION -> "Precision";
          case MetricId.RECALL -> "Recall";
          default -> "F1Score";
        };
    return MetricsSpec.newBuilder()
        .setBinarize(
            BinarizationOptions.newBuilder()
                .setClassIds(RepeatedInt32Value.newBuilder().addAllValues(classIds)))
        .addMetrics(metric(className, "{\"top_k\": 1}", id, thresholds))
        .build();
  }

  private static MetricConfig metric(
      String className,
      String config,
      MetricId id,
      Map<MetricId, List<PerSliceMetricThreshold>> thresholds) {
    return MetricConfig.newBuilder()
        .setClassName(className)
        .setConfig(config)
        .addAllPerSliceThresholds(thresholds.getOrDefault(id, List.of()))
        .build();
  }
}
