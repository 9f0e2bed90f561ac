package io.millrace.transforms.statistics.accumulator;

import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;

/**
 * Mean and deviation of weighted numbers, in float64 (West 1979; merged after Chan, Golub and
 * LeVeque 1979): free of order but for rounding. Not thread-safe.
 */
public final class WeightedMoments {
  private double weight;
  private double mean;
  private double squares;

  WeightedMoments() {}

  void add(double value, double valueWeight) {
    combine(valueWeight, value, 0);
  }

  void merge(WeightedMoments other) {
    combine(other.weight, other.mean, other.squares);
  }

  private void combine(double otherWeight, double otherMean, double otherSquares) {
    if (otherWeight == 0) {
      return;
    }
    double sum = weight + otherWeight;
    double delta = otherMean - mean;
    double share = otherWeight / sum;
    squares += otherSquares + delta * delta * weight * share;
    mean += delta * share;
    weight = sum;
  }

  void write(StateOutput out) {
    out.writeDouble(weight);
    out.writeDouble(mean);
    out.writeDouble(squares);
  }

  static WeightedMoments read(StateInput in) {
    WeightedMoments moments = new WeightedMoments();
    moments.weight = in.readDouble();
    moments.mean = in.readDouble();
    moments.squares = in.readDouble();
    return moments;
  }

  /** The sum of the weights. */
  public double weight() {
    return weight;
  }

  /** The mean; 0 without values. */
  public double mean() {
    return mean;
  }

  /** The deviation, the variance divided by the sum of the weights as in TFDV; 0 without values. */
  public double standardDeviation() {
    return weight == 0 ? 0 : Math.sqrt(Math.max(0, squares / weight));
  }
}
