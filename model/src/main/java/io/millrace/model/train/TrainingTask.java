package io.millrace.model.train;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.model.export.LocalFolders;
import io.millrace.model.export.ModelExporter;
import io.millrace.model.layers.Architecture;
import io.millrace.model.layers.DataShape;
import io.millrace.model.tensorflow.Sessions;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole training, as it runs in one Spark task: read, train, measure, export. */
final class TrainingTask {
  private TrainingTask() {}

  /**
   * Trains and writes the model below {@code <model>/<attempt>}, a folder of this attempt alone: a
   * second attempt that runs beside a lost first one does not meet its files.
   */
  static TrainingOutcome run(TrainingPlan plan, Progress.TaskCounter counter, String attempt)
      throws IOException, InterruptedException {
    try {
      Sessions.requireNativeLibrary();
      return train(plan, counter, Storage.resolve(plan.modelUri(), attempt));
    } catch (MillraceException e) {
      if (e.category() == MillraceException.Category.ENVIRONMENT) {
        throw e;
      }
      return TrainingOutcome.failed(e);
    }
  }

  private static TrainingOutcome train(
      TrainingPlan plan, Progress.TaskCounter counter, String folder)
      throws IOException, InterruptedException {
    TrainerOptions options = plan.trainerOptions();
    DataShape input = new DataShape(plan.inputDims());
    Architecture architecture = Architecture.classifier(input, options.layers());
    List<EpochMeasures> history;
    Map<String, float[]> weights;
    try (TrainingGraph graph =
            new TrainingGraph(
                architecture,
                options.optimizer(),
                options.learningRate(),
                options.seed(),
                options.numThreads());
        InputPipeline training =
            pipeline(plan, plan.training(), options.shuffleBuffer(), architecture);
        Evaluations evaluation = evaluations(plan, architecture)) {
      TrainingLoop loop = new TrainingLoop(graph, training, evaluation.first(), counter);
      history = loop.run(options.epochs(), options.steps());
      weights = graph.weights();
    }
    export(plan, options, architecture, weights, folder);
    return TrainingOutcome.of(history, folder);
  }

  private static InputPipeline pipeline(
      TrainingPlan plan, SplitFiles split, int shuffleBuffer, Architecture architecture) {
    TrainerOptions options = plan.trainerOptions();
    int featureSize = architecture.input().size();
    int room = shuffleRoom(shuffleBuffer, split.records(), featureSize);
    InputPipeline.Source source =
        new InputPipeline.Source(
            plan.storage(), split.files(), options.batchSize(), room, options.seed());
    ExampleDecoder decoder =
        new ExampleDecoder(
            options.input(), options.label(), featureSize, architecture.output().dim(0));
    return new InputPipeline(source, decoder, featureSize);
  }

  /**
   * Examples in the shuffle buffer: not more than there are, and not more than fit in a quarter of
   * the heap, so that large images shuffle in a smaller buffer instead of failing.
   *
   * @param records in the split, or -1 if unknown
   */
  static int shuffleRoom(int wanted, long records, int featureSize) {
    long inHeap = Runtime.getRuntime().maxMemory() / 4 / (4L * featureSize + 4);
    long inArray = Integer.MAX_VALUE / 2 / featureSize;
    long most = Math.max(1, Math.min(inHeap, inArray));
    long useful = records < 0 ? wanted : Math.min(wanted, records);
    return (int) Math.max(1, Math.min(useful, most));
  }

  /** The pipeline of the eval split, if there is one. */
  private record Evaluations(List<InputPipeline> pipelines) implements AutoCloseable {
    Optional<InputPipeline> first() {
      return pipelines.stream().findFirst();
    }

    @Override
    public void close() {
      pipelines.forEach(InputPipeline::close);
    }
  }

  private static Evaluations evaluations(TrainingPlan plan, Architecture architecture) {
    List<InputPipeline> pipelines = new ArrayList<>();
    plan.evaluation().forEach(split -> pipelines.add(pipeline(plan, split, 1, architecture)));
    return new Evaluations(pipelines);
  }

  private static void export(
      TrainingPlan plan,
      TrainerOptions options,
      Architecture architecture,
      Map<String, float[]> weights,
      String folder)
      throws IOException {
    Path local = Files.createTempDirectory("millrace-export-");
    try {
      new ModelExporter(plan.storage(), plan.transformGraphUri())
          .export(local, architecture, options.input(), weights);
      LocalFolders.upload(local, plan.storage(), folder, "saved_model.pb");
    } finally {
      LocalFolders.delete(local);
    }
  }
}
