package io.millrace.model.evaluate;

import io.millrace.model.export.Predictions;
import java.io.Serializable;
import java.util.List;

/** A loaded model, used by one thread. */
interface Predictor extends AutoCloseable {
  /** Opens the model on the machine where the examples are; travels to Spark's tasks. */
  @FunctionalInterface
  interface Factory extends Serializable {
    /**
     * Loads the model.
     *
     * @throws io.millrace.artifacts.MillraceException if it cannot be loaded
     */
    Predictor open();
  }

  /** Predicts a batch of serialized raw examples; the batch is not empty. */
  Predictions predict(List<byte[]> examples);

  @Override
  void close();
}
