package io.millrace.model.evaluate;

/**
 * How well one class is found in a slice; an example counts for the class that is most probable.
 *
 * @param support examples of the class
 * @param predicted examples that the model put into the class
 * @param truePositives examples of the class that the model put into it
 */
record ClassMetrics(int classId, long support, long predicted, long truePositives) {
  /** True positives by predicted; NaN if the class was never predicted. */
  double precision() {
    return (double) truePositives / predicted;
  }

  /** True positives by support; NaN if the slice holds no example of the class. */
  double recall() {
    return (double) truePositives / support;
  }

  /** The harmonic mean of precision and recall: 2 tp / (support + predicted). */
  double f1() {
    return 2.0 * truePositives / (support + predicted);
  }
}
