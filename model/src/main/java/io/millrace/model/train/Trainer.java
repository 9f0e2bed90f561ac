package io.millrace.model.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.Storage;
import io.millrace.model.layers.Architecture;
import io.millrace.model.layers.DataShape;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.ComponentSpec;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains a classifier on transformed examples and exports it as a SavedModel with the preprocessing
 * inside. The training is one Spark task, so it runs on an executor, with as many threads as that
 * has cores; the driver only plans and reports.
 */
public final class Trainer implements Component<TrainerOptions> {
  private static final String EXAMPLES = "transformed_examples";
  private static final String GRAPH = "transform_graph";
  private static final String MODEL = "model";
  private static final String FORMAT_SERVING = "Format-Serving";
  private static final String HISTORY = "training_history.json";

  @Override
  public ComponentSpec<TrainerOptions> spec() {
    return new ComponentSpec<>(
        "Trainer",
        "Trains a network on transformed examples and exports a SavedModel.",
        List.of(
            Channel.required(EXAMPLES, ArtifactType.EXAMPLES, "Examples that Transform wrote."),
            Channel.required(GRAPH, ArtifactType.TRANSFORM_GRAPH, "The preprocessing.")),
        List.of(
            Channel.required(
                MODEL, ArtifactType.MODEL, "The model in Format-Serving, and its history.")),
        TrainerOptions.class);
  }

  @Override
  public ComponentResult run(ComponentContext<TrainerOptions> context) throws Exception {
    TrainingPlan plan = plan(context);
    TrainerOptions options = context.options();
    Architecture architecture =
        Architecture.classifier(new DataShape(plan.inputDims()), options.layers());
    TrainingOutcome outcome = train(context, plan);
    publish(context.storage(), plan, outcome, architecture);
    return result(options, plan, architecture, outcome.history());
  }

  private static TrainingPlan plan(ComponentContext<TrainerOptions> context) throws IOException {
    TrainerOptions options = context.options();
    Storage storage = context.storage();
    String examples = context.input(EXAMPLES).uri();
    SplitFiles training = SplitFiles.find(storage, examples, options.trainSplit(), "train_split");
    List<SplitFiles> evaluation =
        options.evalSplit().isEmpty()
            ? List.of()
            : List.of(SplitFiles.find(storage, examples, options.evalSplit(), "eval_split"));
    String graph = context.input(GRAPH).uri();
    List<Integer> dims = TransformedInput.dims(storage, graph, options.input(), options.label());
    return new TrainingPlan(
        storage,
        new LinkedHashMap<>(OptionsBinder.toMap(options)),
        training,
        evaluation,
        graph,
        dims,
        context.output(MODEL));
  }

  private static TrainingOutcome train(
      ComponentContext<TrainerOptions> context, TrainingPlan plan) {
    try (Progress.Stage stage =
        context.progress().stage("training", expectedExamples(plan), "examples")) {
      Progress.TaskCounter counter = stage.taskCounter();
      return JavaSparkContext.fromSparkContext(context.spark().sparkContext())
          .parallelize(List.of(plan), 1)
          .map(p -> TrainingTask.run(p, counter, "attempt-" + TaskContext.get().taskAttemptId()))
          .collect()
          .get(0)
          .orThrow();
    } catch (Exception e) {
      throw unwrapped(e);
    }
  }

  private static long expectedExamples(TrainingPlan plan) {
    TrainerOptions options = plan.trainerOptions();
    long records = plan.training().records();
    if (options.steps().isPresent()) {
      return options.steps().get() * options.batchSize();
    }
    return records < 0 ? -1 : records * options.epochs();
  }

  /** Spark wraps what a task threw. */
  private static RuntimeException unwrapped(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof MillraceException known) {
        return known;
      }
    }
    return MillraceException.environment(
        "The training task failed: "
            + e.getMessage()
            + "; if an executor was lost, raise spark.executor.memoryOverhead: TensorFlow's memory"
            + " is outside the heap",
        e);
  }

  /** Keeps the model of the attempt that came back, and drops those of others. */
  private static void publish(
      Storage storage, TrainingPlan plan, TrainingOutcome outcome, Architecture architecture)
      throws IOException {
    storage.move(outcome.folder(), Storage.resolve(plan.modelUri(), FORMAT_SERVING));
    for (Storage.Entry entry : storage.list(plan.modelUri())) {
      if (entry.name().startsWith("attempt-")) {
        storage.delete(entry.uri());
      }
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("options", plan.options());
    json.put("parameters", architecture.parameters());
    json.put("epochs", outcome.history().stream().map(EpochMeasures::json).toList());
    String text =
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    storage.writeBytes(
        Storage.resolve(plan.modelUri(), HISTORY), text.getBytes(StandardCharsets.UTF_8));
  }

  private static ComponentResult result(
      TrainerOptions options,
      TrainingPlan plan,
      Architecture architecture,
      List<EpochMeasures> history) {
    long records =
        plan.training().records() >= 0
            ? plan.training().records()
            : history.stream().mapToLong(EpochMeasures::examples).max().orElse(-1);
    EpochMeasures last = history.get(history.size() - 1);
    double speed =
        history.stream().mapToLong(EpochMeasures::examples).sum()
            / history.stream().mapToDouble(EpochMeasures::seconds).sum();
    String eval =
        last.evaluated()
            ? String.format(
                Locale.ROOT,
                "; %s %.2f, %.3f",
                options.evalSplit(),
                last.evalLoss(),
                last.evalAccuracy())
            : "";
    return ComponentResult.builder(records, -1)
        .headline(
            String.format(
                Locale.ROOT,
                "%d epoch%s: loss %.2f, accuracy %.3f%s; %,.0f images/s",
                history.size(),
                history.size() == 1 ? "" : "s",
                last.loss(),
                last.accuracy(),
                eval,
                speed))
        .table("Epochs", EpochMeasures.COLUMNS, history.stream().map(EpochMeasures::row).toList())
        .table("Layers", Architecture.summaryColumns(), architecture.summary())
        .build();
  }
}
