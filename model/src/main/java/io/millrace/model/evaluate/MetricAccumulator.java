package io.millrace.model.evaluate;

import java.io.Serializable;

/**
 * What one slice needs to know of its examples: counts, and the sum of the losses.
 *
 * <p>Merging is commutative and associative, exactly: also the loss, whose sum is kept in fixed
 * point (units of 2^-40, rounded once per example, so the mean is exact to 5e-13). The result does
 * therefore not depend on how the data are partitioned. Not thread-safe.
 */
final class MetricAccumulator implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int FRACTION_BITS = 40;
  private static final long FRACTION_MASK = (1L << FRACTION_BITS) - 1;

  private final long[] topKHits;
  private final ConfusionCounts confusion = new ConfusionCounts();
  private long examples;
  private long correct;
  private long withoutLoss;
  private long lossWhole;
  private long lossFraction;

  /** An empty accumulator for this number of values of k. */
  MetricAccumulator(int topKs) {
    topKHits = new long[topKs];
  }

  /**
   * Adds one example.
   *
   * @param label the true class
   * @param prediction of the model for the example
   * @param topK the values of k, as many as the constructor was told
   */
  void add(int label, Prediction prediction, int[] topK) {
    examples++;
    if (prediction.predicted() == label) {
      correct++;
    }
    for (int i = 0; i < topK.length; i++) {
      if (prediction.rank() < topK[i]) {
        topKHits[i]++;
      }
    }
    addLoss(prediction.loss());
    confusion.add(label, prediction.predicted(), 1);
  }

  private void addLoss(double loss) {
    if (!Double.isFinite(loss)) {
      withoutLoss++;
      return;
    }
    double whole = Math.floor(loss);
    lossWhole += (long) whole;
    lossFraction += Math.round((loss - whole) * (1L << FRACTION_BITS));
    carry();
  }

  private void carry() {
    lossWhole += lossFraction >> FRACTION_BITS;
    lossFraction &= FRACTION_MASK;
  }

  /** Adds all that another accumulator holds; that one stays as it is. */
  void merge(MetricAccumulator other) {
    examples += other.examples;
    correct += other.correct;
    withoutLoss += other.withoutLoss;
    lossWhole += other.lossWhole;
    lossFraction += other.lossFraction;
    carry();
    for (int i = 0; i < topKHits.length; i++) {
      topKHits[i] += other.topKHits[i];
    }
    confusion.merge(other.confusion);
  }

  long examples() {
    return examples;
  }

  /** The share of examples whose most probable class is the true one; NaN without examples. */
  double accuracy() {
    return ratio(correct, examples);
  }

  /** The share of examples whose true class is among the {@code k} most probable ones. */
  double topKAccuracy(int index) {
    return ratio(topKHits[index], examples);
  }

  /** The mean cross entropy; NaN without examples, or if one had no finite loss. */
  double meanLoss() {
    if (examples == 0 || withoutLoss > 0) {
      return Double.NaN;
    }
    return (lossWhole + (double) lossFraction / (1L << FRACTION_BITS)) / examples;
  }

  ConfusionCounts confusion() {
    return confusion;
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}
