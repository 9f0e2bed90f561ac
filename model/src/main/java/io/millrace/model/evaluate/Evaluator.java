package io.millrace.model.evaluate;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.model.export.Predictions;
import io.millrace.model.export.ServingModel;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.ComponentSpec;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Evaluates a model on held-out examples and decides whether it is blessed.
 *
 * <p>The model runs once over the examples, in Spark's tasks; each task keeps counts per slice (see
 * {@link EvaluatorOptions} for the metrics), which are merged. The numbers do not depend on how the
 * data are partitioned.
 *
 * <p>Outputs: {@code evaluation} in the layout of TensorFlow Model Analysis, with {@code
 * report.html} beside it; {@code blessing} with an empty file {@code BLESSED} or {@code
 * NOT_BLESSED} and the properties {@code blessed} (1 or 0), {@code reason}, {@code current_model}
 * and {@code current_model_id}. Unlike TFX, a threshold without a slice holds for the overall slice
 * only, and a model without thresholds is not blessed unless the options say so.
 */
public final class Evaluator implements Component<EvaluatorOptions> {
  static final String EXAMPLES = "examples";
  static final String MODEL = "model";
  static final String EVALUATION = "evaluation";
  static final String BLESSING = "blessing";
  static final String REPORT = "report.html";

  /** Rows of the summary's table of slices; the report has all. */
  private static final int MAX_TABLE_SLICES = 50;

  private final BiFunction<Storage, String, Predictor.Factory> models;

  /** For the pipeline runner. */
  public Evaluator() {
    this((storage, uri) -> () -> new ServedModel(ServingModel.open(storage, uri)));
  }

  /** With another way to open a model, by its URI. */
  Evaluator(BiFunction<Storage, String, Predictor.Factory> models) {
    this.models = models;
  }

  private record ServedModel(ServingModel model) implements Predictor {
    @Override
    public Predictions predict(List<byte[]> examples) {
      return model.predict(examples);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  @Override
  public ComponentSpec<EvaluatorOptions> spec() {
    return new ComponentSpec<>(
        "Evaluator",
        "Measures a model overall and by slice, and blesses it if it keeps the thresholds.",
        List.of(
            Channel.required(EXAMPLES, ArtifactType.EXAMPLES, "Raw examples, with the true class."),
            Channel.required(MODEL, ArtifactType.MODEL, "The model to evaluate.")),
        List.of(
            Channel.required(
                EVALUATION,
                ArtifactType.MODEL_EVALUATION,
                "Metrics and plots in TFMA's layout, and report.html."),
            Channel.required(
                BLESSING, ArtifactType.MODEL_BLESSING, "BLESSED or NOT_BLESSED, an empty file.")),
        EvaluatorOptions.class);
  }

  @Override
  public ComponentResult run(ComponentContext<EvaluatorOptions> context) throws Exception {
    EvaluatorOptions options = context.options();
    InputArtifact examples = context.input(EXAMPLES);
    InputArtifact model = context.input(MODEL);
    ExampleShards shards = ExampleShards.of(context.storage(), examples.uri(), options.splits());
    SliceKeys keys = new SliceKeys(options.slices());
    Aggregate aggregate = aggregate(context, shards, keys, model.uri());
    requireClasses(options, aggregate.classes());
    EvaluationResult result =
        EvaluationResult.of(aggregate, keys, options.topK(), options.labels());
    shards.requireRecords(result.overall().examples());
    Verdict verdict = new Judge(options).judge(result);
    write(context, result, verdict, shards);
    return summary(options, model, result, verdict);
  }

  private Aggregate aggregate(
      ComponentContext<EvaluatorOptions> context,
      ExampleShards shards,
      SliceKeys keys,
      String modelUri)
      throws Exception {
    EvaluatorOptions options = context.options();
    EvaluationPlan plan =
        new EvaluationPlan(
            context.storage(),
            shards.uri(),
            options.label(),
            options.image(),
            keys,
            options.maxSlices(),
            options.topK().stream().mapToInt(Integer::intValue).toArray(),
            options.numWorstErrors(),
            options.batchSize());
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context.spark().sparkContext());
    int tasks = Math.max(1, Math.min(shards.files().size(), spark.defaultParallelism()));
    try (Progress.Stage stage =
        context.progress().stage("evaluating", shards.records(), "records")) {
      JavaRDD<Aggregate> aggregates =
          spark
              .parallelize(shards.files(), tasks)
              .mapPartitions(
                  new EvaluationTask(
                      plan, models.apply(context.storage(), modelUri), stage.taskCounter()));
      Optional<Aggregate> merged = merge(aggregates);
      return merged.orElseThrow(
          () ->
              MillraceException.data(
                  shards.describe()
                      + ": found no examples (expected: at least one); evaluate another split or"
                      + " make this one larger"));
    }
  }

  private static Optional<Aggregate> merge(JavaRDD<Aggregate> aggregates) throws Exception {
    try {
      // Null is the aggregate of no example: the classes are known with the first prediction.
      return Optional.ofNullable(
          aggregates.treeAggregate(null, Evaluator::mergeNullable, Evaluator::mergeNullable));
    } catch (Exception e) {
      // Spark throws its checked exceptions undeclared.
      throw MillraceException.unwrapped(e);
    }
  }

  private static Aggregate mergeNullable(Aggregate a, Aggregate b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.merge(b);
  }

  private static void requireClasses(EvaluatorOptions options, int classes) {
    if (!options.labels().isEmpty() && options.labels().size() != classes) {
      throw MillraceException.usage(
          String.format(
              Locale.ROOT,
              "labels: %,d names (expected: %,d, the classes of the model)",
              options.labels().size(),
              classes));
    }
  }

  private static void write(
      ComponentContext<EvaluatorOptions> context,
      EvaluationResult result,
      Verdict verdict,
      ExampleShards shards)
      throws IOException {
    Storage storage = context.storage();
    EvaluatorOptions options = context.options();
    String modelUri = context.input(MODEL).uri();
    String folder = context.output(EVALUATION);
    String config = new TfmaConfig(options, result.classes()).json(shards.uri(), modelUri);
    new TfmaOutput(storage, folder).write(result, verdict, config);
    String page = new HtmlReport(result, verdict, options).render(modelUri, shards.describe());
    storage.writeBytes(Storage.resolve(folder, REPORT), page.getBytes(StandardCharsets.UTF_8));
    storage.writeBytes(Storage.resolve(context.output(BLESSING), verdict.fileName()), new byte[0]);
  }

  private static ComponentResult summary(
      EvaluatorOptions options, InputArtifact model, EvaluationResult result, Verdict verdict) {
    SliceMetrics overall = result.overall();
    ComponentResult.Builder summary =
        ComponentResult.builder(overall.examples(), -1)
            .headline(verdict.headline())
            .property(EVALUATION, MetricId.EXAMPLE_COUNT, overall.examples())
            .property(EVALUATION, MetricId.ACCURACY, overall.value(MetricId.ACCURACY))
            .property(EVALUATION, MetricId.LOSS, overall.value(MetricId.LOSS))
            .property(BLESSING, "blessed", verdict.blessed() ? 1L : 0L)
            .property(BLESSING, "reason", verdict.reason())
            .property(BLESSING, "current_model", model.uri())
            .property(BLESSING, "current_model_id", model.id());
    List<List<Object>> metrics = new ArrayList<>();
    for (Map.Entry<MetricId, Double> entry : overall.values().entrySet()) {
      if (!entry.getKey().perClass()) {
        boolean count = entry.getKey().name().equals(MetricId.EXAMPLE_COUNT);
        Object value = count ? (Object) overall.examples() : entry.getValue();
        metrics.add(List.of(entry.getKey().name(), value));
      }
    }
    summary.table("metrics", List.of("metric", "value"), metrics);
    slices(options, result, summary);
    return summary.build();
  }

  private static void slices(
      EvaluatorOptions options, EvaluationResult result, ComponentResult.Builder summary) {
    int others = result.slices().size() - 1;
    if (others == 0) {
      return;
    }
    SliceNames names = new SliceNames(options.label(), options.labels());
    List<List<Object>> rows = new ArrayList<>();
    for (SliceMetrics slice : result.slices().subList(1, 1 + Math.min(others, MAX_TABLE_SLICES))) {
      rows.add(
          List.of(
              names.text(slice.key()),
              slice.examples(),
              slice.value(MetricId.ACCURACY),
              slice.value(MetricId.LOSS)));
    }
    String title =
        others > MAX_TABLE_SLICES
            ? String.format(Locale.ROOT, "slices (%d of %,d)", MAX_TABLE_SLICES, others)
            : "slices";
    summary.table(title, List.of("slice", "examples", "accuracy", "loss"), rows);
  }
}
