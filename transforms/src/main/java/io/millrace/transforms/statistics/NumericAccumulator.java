package io.millrace.transforms.statistics;

import java.io.Serializable;

/**
 * The values of an INT or FLOAT feature. NaN counts only as NaN. Infinities count in minimum,
 * maximum, median and histograms; mean and deviation here are those of the finite values, and where
 * there are infinities the statistics say infinite or NaN instead (TFDV writes a deviation of 0).
 * Not thread-safe.
 */
final class NumericAccumulator implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Moments moments = new Moments();
  private final ValueDistribution distribution;
  private long zeros;
  private long notANumber;
  private long negativeInfinities;
  private long positiveInfinities;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  NumericAccumulator(boolean real) {
    distribution = new ValueDistribution(real);
  }

  void addLongs(long[] values, int count) {
    for (int i = 0; i < count; i++) {
      distribution.addLong(values[i]);
      addFinite(values[i]);
    }
  }

  void addFloats(float[] values, int count) {
    for (int i = 0; i < count; i++) {
      double value = values[i];
      if (Double.isNaN(value)) {
        notANumber++;
      } else if (Double.isInfinite(value)) {
        if (value > 0) {
          positiveInfinities++;
        } else {
          negativeInfinities++;
        }
      } else {
        distribution.addDouble(value);
        addFinite(value);
      }
    }
  }

  void merge(NumericAccumulator other) {
    moments.merge(other.moments);
    distribution.merge(other.distribution);
    zeros += other.zeros;
    notANumber += other.notANumber;
    negativeInfinities += other.negativeInfinities;
    positiveInfinities += other.positiveInfinities;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  /** Mean and deviation of the finite values; free of any influence of order if exact. */
  Moments moments() {
    if (!distribution.isExact()) {
      return moments;
    }
    Moments ordered = new Moments();
    RankedValues ranked = distribution.ranked();
    for (int i = 0; i < ranked.values().length; i++) {
      ordered.add(ranked.values()[i], ranked.count(i));
    }
    return ordered;
  }

  /** The finite values. */
  ValueDistribution distribution() {
    return distribution;
  }

  long zeros() {
    return zeros;
  }

  long notANumber() {
    return notANumber;
  }

  long negativeInfinities() {
    return negativeInfinities;
  }

  long positiveInfinities() {
    return positiveInfinities;
  }

  /** The smallest finite value; positive infinity if there is none. */
  double min() {
    return min;
  }

  /** The largest finite value; negative infinity if there is none. */
  double max() {
    return max;
  }

  private void addFinite(double value) {
    moments.add(value);
    if (value == 0) {
      zeros++;
    }
    if (value < min) {
      min = value;
    }
    if (value > max) {
      max = value;
    }
  }
}
