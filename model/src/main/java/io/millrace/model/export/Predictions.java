package io.millrace.model.export;

/**
 * What a model says about a batch.
 *
 * @param classes the most probable class of each example, from 0
 * @param probabilities [examples, classCount], row-major; each row sums to 1
 * @param classCount the number of classes
 */
public record Predictions(long[] classes, float[] probabilities, int classCount) {
  /** The number of examples. */
  public int size() {
    return classes.length;
  }

  /** The probability of a class for an example. */
  public float probability(int example, int label) {
    return probabilities[example * classCount + label];
  }
}
