package io.millrace.jobs.testing;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.PathOption;
import io.millrace.artifacts.storage.Storage;
import io.millrace.jobs.pipeline.Registry;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.ComponentSpec;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;

/** Three small components that count lines, fail as told and bless as told. */
public final class FakeComponents {
  private FakeComponents() {}

  /** A registry of them. */
  public static Registry registry() {
    return Registry.of(List.of(new LineGen(), new LineTrainer(), new LineJudge()));
  }

  /** What LineGen shall do. */
  public enum Behaviour {
    WORK,
    REFUSE_DATA,
    BREAK_STORAGE,
    CRASH,
    FIND_ANOMALIES,
    FAIL_IN_TASK,
    RUN_OUT_OF_MEMORY_IN_TASK
  }

  public record GenOptions(
      @Doc("What to read.") @PathOption String input,
      @Doc("How many lines.") @Default("3") int lines,
      @Doc("What happens.") @Default("work") Behaviour behaviour,
      @Doc("Shares of splits.") @Default("{train: 2, eval: 1}") Map<String, Integer> buckets) {
    public GenOptions {
      if (lines < 1) {
        throw MillraceException.usage("lines: " + lines + " (expected: >= 1)");
      }
    }
  }

  /** Writes lines. */
  public static final class LineGen implements Component<GenOptions> {
    @Override
    public ComponentSpec<GenOptions> spec() {
      return new ComponentSpec<>(
          "LineGen",
          "Writes lines, 100% of them.",
          List.of(),
          List.of(Channel.required("examples", ArtifactType.EXAMPLES, "The lines.")),
          GenOptions.class);
    }

    @Override
    public ComponentResult run(ComponentContext<GenOptions> context) throws Exception {
      GenOptions options = context.options();
      String file = Storage.resolve(context.output("examples"), "lines.txt");
      context.storage().writeBytes(file, "line\n".getBytes(StandardCharsets.UTF_8));
      switch (options.behaviour()) {
        case REFUSE_DATA -> throw MillraceException.data(options.input() + ": truncated");
        case BREAK_STORAGE -> throw new IOException("No space left on device");
        case CRASH -> throw new IllegalStateException("a defect");
        case FAIL_IN_TASK ->
            inTask(
                context, () -> MillraceException.environment("disk of executor 1 is full", null));
        case RUN_OUT_OF_MEMORY_IN_TASK ->
            inTask(context, () -> new OutOfMemoryError("Java heap space"));
        default -> count(context, options.lines());
      }
      ComponentResult.Builder result =
          ComponentResult.builder(options.lines(), options.lines())
              .headline(options.lines() + " lines")
              .property("examples", "span", 7L)
              .table("Lines", List.of("line", "length"), List.of(List.of("first", 5L)));
      if (options.behaviour() == Behaviour.FIND_ANOMALIES) {
        result.failure("2 anomalies");
      }
      return result.build();
    }

    private static void count(ComponentContext<GenOptions> context, int lines) {
      try (Progress.Stage stage = context.progress().stage("counting", lines, "lines")) {
        Progress.TaskCounter counter = stage.taskCounter();
        new JavaSparkContext(context.spark().sparkContext())
            .parallelize(List.of(1, 2), 2)
            .foreach(
                part -> {
                  counter.add(1);
                  counter.say("part " + part + " counted");
                });
      }
    }

    /** What a task throws, made there. */
    private interface Failure extends Supplier<Throwable>, Serializable {}

    private static void inTask(ComponentContext<GenOptions> context, Failure failure) {
      new JavaSparkContext(context.spark().sparkContext())
          .parallelize(List.of(1), 1)
          .foreach(part -> raise(failure.get()));
    }

    private static void raise(Throwable thrown) {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }
  }

  public record TrainerOptions(
      @Doc("Passes.") @Default("5") int epochs,
      @Default("0.001") double learningRate,
      Optional<Long> batchSize) {}

  /** Trains on lines. */
  public static final class LineTrainer implements Component<TrainerOptions> {
    @Override
    public ComponentSpec<TrainerOptions> spec() {
      return new ComponentSpec<>(
          "LineTrainer",
          "Trains on lines.",
          List.of(
              Channel.required("examples", ArtifactType.EXAMPLES, "The lines."),
              Channel.optional("base_model", ArtifactType.MODEL, "Where to begin.")),
          List.of(Channel.required("model", ArtifactType.MODEL, "The model.")),
          TrainerOptions.class);
    }

    @Override
    public ComponentResult run(ComponentContext<TrainerOptions> context) throws Exception {
      String lines = Storage.resolve(context.input("examples").uri(), "lines.txt");
      byte[] content = context.storage().readBytes(lines);
      context
          .storage()
          .writeBytes(Storage.resolve(context.output("model"), "saved_model.pb"), content);
      return ComponentResult.builder(1, -1)
          .headline("epochs " + context.options().epochs())
          .build();
    }
  }

  public record JudgeOptions(@Default("true") boolean bless) {}

  /** Blesses models. */
  public static final class LineJudge implements Component<JudgeOptions> {
    @Override
    public ComponentSpec<JudgeOptions> spec() {
      return new ComponentSpec<>(
          "LineJudge",
          "Blesses models.",
          List.of(Channel.required("model", ArtifactType.MODEL, "The model.")),
          List.of(Channel.required("blessing", ArtifactType.MODEL_BLESSING, "The verdict.")),
          JudgeOptions.class);
    }

    @Override
    public ComponentResult run(ComponentContext<JudgeOptions> context) throws Exception {
      String verdict = context.options().bless() ? "BLESSED" : "NOT_BLESSED";
      context
          .storage()
          .writeBytes(Storage.resolve(context.output("blessing"), verdict), new byte[0]);
      return ComponentResult.builder(-1, -1).headline(verdict + ": as told").build();
    }
  }
}
