package io.millrace.model.train;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.component.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.bytedeco.javacpp.Pointer;

/** Epochs of training and evaluation over input pipelines. Owns none of what it is given. */
final class TrainingLoop {
  private final TrainingGraph graph;
  private final InputPipeline training;
  private final Optional<InputPipeline> evaluation;
  private final Progress.TaskCounter counter;

  TrainingLoop(
      TrainingGraph graph,
      InputPipeline training,
      Optional<InputPipeline> evaluation,
      Progress.TaskCounter counter) {
    this.graph = graph;
    this.training = training;
    this.evaluation = evaluation;
    this.counter = counter;
  }

  /**
   * Trains.
   *
   * @param epochs passes, unless {@code steps} says otherwise
   * @param steps steps in all; the last epoch may end early
   * @throws MillraceException (data) if the loss is not a number, or for what the input meets
   */
  List<EpochMeasures> run(int epochs, Optional<Long> steps) throws InterruptedException {
    List<EpochMeasures> history = new ArrayList<>();
    long left = steps.orElse(Long.MAX_VALUE);
    int epoch = 1;
    while (steps.isPresent() ? left > 0 : epoch <= epochs) {
      EpochMeasures measures = epoch(epoch, left);
      left -= measures.steps();
      history.add(measures);
      int expected = steps.isEmpty() ? epochs : expectedEpochs(epoch, left, measures.steps());
      counter.say(measures.line(expected));
      epoch++;
    }
    return history;
  }

  private static int expectedEpochs(int epoch, long stepsLeft, long stepsPerEpoch) {
    return epoch + (int) ((stepsLeft + stepsPerEpoch - 1) / stepsPerEpoch);
  }

  private EpochMeasures epoch(int epoch, long mostSteps) throws InterruptedException {
    Sums sums = new Sums();
    long start = System.nanoTime();
    training.start(epoch);
    while (sums.batches < mostSteps) {
      Optional<Batch> next = training.take();
      if (next.isEmpty()) {
        break;
      }
      Batch batch = next.get();
      TrainingGraph.StepResult result = graph.train(batch);
      if (!Float.isFinite(result.loss())) {
        throw diverged(epoch, sums.batches + 1, result.loss());
      }
      sums.add(result, batch.size());
      counter.add(batch.size());
      training.giveBack(batch);
      requireAlive();
    }
    // Steps may end before the input does.
    training.close();
    requireExamples(sums, "training");
    double seconds = (System.nanoTime() - start) / 1e9;
    double waited = training.waitedNanos() / 1e9;
    Optional<Sums> eval = evaluation.isPresent() ? Optional.of(evaluate()) : Optional.empty();
    return new EpochMeasures(
        epoch,
        sums.batches,
        sums.examples,
        sums.loss(),
        sums.accuracy(),
        eval.map(Sums::loss).orElse(Double.NaN),
        eval.map(Sums::accuracy).orElse(Double.NaN),
        seconds,
        waited / seconds,
        Pointer.physicalBytes());
  }

  private Sums evaluate() throws InterruptedException {
    InputPipeline input = evaluation.orElseThrow();
    Sums sums = new Sums();
    input.start(0);
    for (Optional<Batch> next = input.take(); next.isPresent(); next = input.take()) {
      Batch batch = next.get();
      sums.add(graph.evaluate(batch), batch.size());
      input.giveBack(batch);
      requireAlive();
    }
    requireExamples(sums, "evaluation");
    return sums;
  }

  private static void requireExamples(Sums sums, String what) {
    if (sums.examples == 0) {
      throw MillraceException.data(
          what + ": the shards of its split hold no examples (expected: at least 1)");
    }
  }

  /** A task that was cancelled, or lost to a faster attempt, must not train on. */
  private static void requireAlive() throws InterruptedException {
    TaskContext task = TaskContext.get();
    if (task != null && task.isInterrupted()) {
      throw new InterruptedException("the task was cancelled");
    }
  }

  private static MillraceException diverged(int epoch, long step, float loss) {
    return MillraceException.data(
        "training: step "
            + step
            + " of epoch "
            + epoch
            + ": the loss is "
            + loss
            + " (expected: a finite number); lower learning_rate, or scale the input in the"
            + " transform and look for NaN in it");
  }

  /** Sums over examples, in double. */
  private static final class Sums {
    private double loss;
    private long correct;
    private long examples;
    private long batches;

    void add(TrainingGraph.StepResult result, int size) {
      loss += (double) result.loss() * size;
      correct += result.correct();
      examples += size;
      batches++;
    }

    double loss() {
      return loss / examples;
    }

    double accuracy() {
      return (double) correct / examples;
    }
  }
}
