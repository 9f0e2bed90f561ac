package io.millrace.model.evaluate;

/**
 * What the metrics need to know of one row of probabilities. One instance is reused for all rows.
 * Not thread-safe.
 */
final class Prediction {
  /** Keras's epsilon: probabilities are clipped to [epsilon, 1 - epsilon]. */
  static final double EPSILON = 1e-7;

  private int predicted;
  private double confidence;
  private double labelProbability;
  private int rank;
  private double loss;

  /**
   * Reads one row.
   *
   * @param probabilities flat rows, {@code [batch, classes]}
   * @param from index of the first probability of the row
   * @param classes at least 1
   * @param label the true class, in {@code [0, classes)}
   */
  void read(float[] probabilities, int from, int classes, int label) {
    double truth = probabilities[from + label];
    int best = 0;
    int greater = 0;
    double clippedSum = 0;
    boolean usable = true;
    for (int c = 0; c < classes; c++) {
      float p = probabilities[from + c];
      usable &= !Float.isNaN(p);
      if (p > probabilities[from + best]) {
        best = c;
      }
      if (p > truth) {
        greater++;
      }
      clippedSum += clip(p);
    }
    labelProbability = truth;
    if (!usable) {
      predicted = ConfusionCounts.NO_PREDICTION;
      confidence = Double.NaN;
      rank = Integer.MAX_VALUE;
      loss = Double.NaN;
      return;
    }
    predicted = best;
    confidence = probabilities[from + best];
    rank = greater;
    // Keras hands log(clip(p)) to a softmax cross entropy, which divides by the sum once more.
    loss = Math.max(0, Math.log(clippedSum) - Math.log(clip(truth)));
  }

  private static double clip(double p) {
    return Math.min(Math.max(p, EPSILON), 1 - EPSILON);
  }

  /**
   * The most probable class, the first of equals; {@link ConfusionCounts#NO_PREDICTION} if a
   * probability of the row is not a number.
   */
  int predicted() {
    return predicted;
  }

  /** The probability of the predicted class; NaN without a prediction. */
  double confidence() {
    return confidence;
  }

  /** The probability of the true class. */
  double labelProbability() {
    return labelProbability;
  }

  /**
   * How many classes are more probable than the true one: it is in the top k if this is below k.
   */
  int rank() {
    return rank;
  }

  /** The sparse categorical cross entropy as Keras computes it; NaN without a prediction. */
  double loss() {
    return loss;
  }
}
