package io.millrace.transforms.statistics.image;

import io.millrace.transforms.statistics.generator.Histograms;
import io.millrace.transforms.statistics.sketch.Moments;
import io.millrace.transforms.statistics.sketch.NumberDistribution;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import org.tensorflow.metadata.v0.Histogram;

/**
 * Finite numbers, one for each image. Extremes, mean and deviation are exact; the histogram is
 * exact up to {@value NumberDistribution#EXACT_LIMIT} distinct numbers.
 */
final class NumberSummary {
  private Moments moments = new Moments();
  private NumberDistribution distribution = new NumberDistribution(false, false);
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  void add(double value) {
    moments.add(value);
    distribution.addDouble(value);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  void merge(NumberSummary other) {
    moments.merge(other.moments);
    distribution.merge(other.distribution);
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  long count() {
    return moments.count();
  }

  double mean() {
    return moments.mean();
  }

  double standardDeviation() {
    return moments.standardDeviation();
  }

  double min() {
    return min;
  }

  double max() {
    return max;
  }

  Histogram histogram(int buckets) {
    Histograms.Numbers numbers = new Histograms.Numbers(distribution.ranked(), 0, 0, min, max);
    return Histograms.standard(numbers, buckets).build();
  }

  void write(StateOutput out) {
    moments.write(out);
    distribution.write(out);
    out.writeDouble(min);
    out.writeDouble(max);
  }

  void read(StateInput in) {
    moments = Moments.read(in);
    distribution = NumberDistribution.read(in);
    min = in.readDouble();
    max = in.readDouble();
  }
}
