package io.millrace.model.train;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.model.layers.Layer;
import java.util.List;
import java.util.Optional;

/**
 * Options of the trainer.
 *
 * @param steps given, it ends the training, and {@code epochs} does not count
 * @param evalSplit empty for none
 * @param numThreads 0 for one per core
 */
public record TrainerOptions(
    @Doc("Transformed feature that the network takes.") String input,
    @Doc("Transformed feature with the number of the class, from 0.") String label,
    @Doc("Layers from the input to the logits of the classes.") List<Layer> layers,
    @Doc("Passes over the training split.") @Default("5") int epochs,
    @Doc("Steps to train, instead of whole epochs.") Optional<Long> steps,
    @Doc("Examples per step.") @Default("128") int batchSize,
    @Doc("Size of a step of the optimizer.") @Default("0.001") double learningRate,
    @Doc("How gradients change the weights.") @Default("Adam") Optimizer optimizer,
    @Doc("Seed of initial weights, shuffling and dropout.") @Default("1") long seed,
    @Doc("Examples from which the next is drawn, in a quarter of the heap at most; 1 for none.")
        @Default("10000")
        int shuffleBuffer,
    @Doc("Split to train on.") @Default("train") String trainSplit,
    @Doc("Split to measure after each epoch; empty for none.") @Default("eval") String evalSplit,
    @Doc("Threads of TensorFlow; 0 for one per core.") @Default("0") int numThreads) {
  public TrainerOptions {
    layers = List.copyOf(layers);
    requireName("input", input);
    requireName("label", label);
    requireName("train_split", trainSplit);
    requireAtLeast("epochs", epochs, 1);
    requireAtLeast("steps", steps.orElse(1L), 1);
    requireAtLeast("batch_size", batchSize, 1);
    requireAtLeast("shuffle_buffer", shuffleBuffer, 1);
    requireAtLeast("num_threads", numThreads, 0);
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw MillraceException.usage("learning_rate: " + learningRate + " (expected: > 0)");
    }
  }

  private static void requireName(String option, String value) {
    if (value.isBlank()) {
      throw MillraceException.usage(option + ": empty (expected: a name)");
    }
  }

  private static void requireAtLeast(String option, long value, long least) {
    if (value < least) {
      throw MillraceException.usage(option + ": " + value + " (expected: >= " + least + ")");
    }
  }
}
