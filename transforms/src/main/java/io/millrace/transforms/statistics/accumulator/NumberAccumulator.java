package io.millrace.transforms.statistics.accumulator;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.sketch.Moments;
import io.millrace.transforms.statistics.sketch.NumberDistribution;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;

/**
 * The values of an INT or FLOAT feature. NaN counts only as NaN. Infinities count in minimum,
 * maximum, median and histograms; mean and deviation here are those of the finite values. Not
 * thread-safe.
 */
public final class NumberAccumulator {
  private final Moments moments;
  private final WeightedMoments weightedMoments;
  private final NumberDistribution distribution;
  private long zeros;
  private long notANumber;
  private long negativeInfinities;
  private long positiveInfinities;
  private double weightOfNan;
  private double weightOfNegative;
  private double weightOfPositive;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  NumberAccumulator(ValueKind kind, boolean weighted) {
    this(
        new Moments(),
        weighted ? new WeightedMoments() : null,
        new NumberDistribution(kind == ValueKind.INT, weighted));
  }

  private NumberAccumulator(
      Moments moments, WeightedMoments weightedMoments, NumberDistribution distribution) {
    this.moments = moments;
    this.weightedMoments = weightedMoments;
    this.distribution = distribution;
  }

  /** Adds the values from one index to another, without weights. */
  void add(Column column, int from, int to) {
    if (column.kind() == ValueKind.INT) {
      long[] longs = column.longs();
      for (int i = from; i < to; i++) {
        distribution.addLong(longs[i]);
        moments.add(longs[i]);
        addFinite(longs[i]);
      }
    } else {
      double[] doubles = column.doubles();
      for (int i = from; i < to; i++) {
        double value = doubles[i];
        if (Double.isFinite(value)) {
          distribution.addDouble(value);
          moments.add(value);
          addFinite(value);
        } else {
          addStrange(value, 0);
        }
      }
    }
  }

  /** Adds the values from one index to another, each with this weight. */
  void add(Column column, int from, int to, double weight) {
    for (int i = from; i < to; i++) {
      if (column.kind() == ValueKind.INT) {
        long value = column.longs()[i];
        distribution.addLong(value, weight);
        moments.add(value);
        weightedMoments.add(value, weight);
        addFinite(value);
      } else {
        double value = column.doubles()[i];
        if (Double.isFinite(value)) {
          distribution.addDouble(value, weight);
          moments.add(value);
          weightedMoments.add(value, weight);
          addFinite(value);
        } else {
          addStrange(value, weight);
        }
      }
    }
  }

  private void addFinite(double value) {
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

  private void addStrange(double value, double weight) {
    if (Double.isNaN(value)) {
      notANumber++;
      weightOfNan += weight;
    } else if (value > 0) {
      positiveInfinities++;
      weightOfPositive += weight;
    } else {
      negativeInfinities++;
      weightOfNegative += weight;
    }
  }

  void merge(NumberAccumulator other) {
    moments.merge(other.moments);
    if (weightedMoments != null) {
      weightedMoments.merge(other.weightedMoments);
    }
    distribution.merge(other.distribution);
    zeros += other.zeros;
    notANumber += other.notANumber;
    negativeInfinities += other.negativeInfinities;
    positiveInfinities += other.positiveInfinities;
    weightOfNan += other.weightOfNan;
    weightOfNegative += other.weightOfNegative;
    weightOfPositive += other.weightOfPositive;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  void write(StateOutput out) {
    moments.write(out);
    out.writeBoolean(weightedMoments != null);
    if (weightedMoments != null) {
      weightedMoments.write(out);
      out.writeDouble(weightOfNan);
      out.writeDouble(weightOfNegative);
      out.writeDouble(weightOfPositive);
    }
    distribution.write(out);
    out.writeVarint(zeros);
    out.writeVarint(notANumber);
    out.writeVarint(negativeInfinities);
    out.writeVarint(positiveInfinities);
    out.writeDouble(min);
    out.writeDouble(max);
  }

  static NumberAccumulator read(StateInput in) {
    Moments moments = Moments.read(in);
    WeightedMoments weighted = in.readBoolean() ? WeightedMoments.read(in) : null;
    double nan = weighted == null ? 0 : in.readDouble();
    double negative = weighted == null ? 0 : in.readDouble();
    double positive = weighted == null ? 0 : in.readDouble();
    NumberAccumulator numbers =
        new NumberAccumulator(moments, weighted, NumberDistribution.read(in));
    numbers.weightOfNan = nan;
    numbers.weightOfNegative = negative;
    numbers.weightOfPositive = positive;
    numbers.zeros = in.readVarint();
    numbers.notANumber = in.readVarint();
    numbers.negativeInfinities = in.readVarint();
    numbers.positiveInfinities = in.readVarint();
    numbers.min = in.readDouble();
    numbers.max = in.readDouble();
    return numbers;
  }

  /** Mean and deviation of the finite values. */
  public Moments moments() {
    return moments;
  }

  /** The same by weight; null without weights. */
  public WeightedMoments weightedMoments() {
    return weightedMoments;
  }

  /** The finite values. */
  public NumberDistribution distribution() {
    return distribution;
  }

  /** Values that are 0 or -0. */
  public long zeros() {
    return zeros;
  }

  /** Values that are NaN. */
  public long notANumber() {
    return notANumber;
  }

  /** Values that are negative infinity. */
  public long negativeInfinities() {
    return negativeInfinities;
  }

  /** Values that are positive infinity. */
  public long positiveInfinities() {
    return positiveInfinities;
  }

  /** The weight of the values that are NaN. */
  public double weightOfNan() {
    return weightOfNan;
  }

  /** The weight of the values that are negative infinity. */
  public double weightOfNegativeInfinities() {
    return weightOfNegative;
  }

  /** The weight of the values that are positive infinity. */
  public double weightOfPositiveInfinities() {
    return weightOfPositive;
  }

  /** The smallest finite value; positive infinity if there is none. */
  public double min() {
    return min;
  }

  /** The largest finite value; negative infinity if there is none. */
  public double max() {
    return max;
  }
}
