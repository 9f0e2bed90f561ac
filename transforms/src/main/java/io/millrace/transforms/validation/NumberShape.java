package io.millrace.transforms.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.Histogram;

/**
 * The cumulative distribution of numbers: known at some points, and between them spread evenly. At
 * each point {@code x} the true one lies between {@link #least} and {@link #most}, given that the
 * buckets it was made of are right. Shares are of all values but NaN. Immutable.
 */
final class NumberShape {
  private final double[] knots;

  /** The share of values below each knot, and up to it. */
  private final double[] before;

  private final double[] upTo;
  private final double negative;
  private final double positive;
  private final double nan;
  private final double rankError;

  private NumberShape(
      TreeMap<Double, Double> points,
      List<double[]> intervals,
      double[] infiniteAndNan,
      double rankError) {
    TreeMap<Double, Double> jumps = new TreeMap<>(points);
    for (double[] interval : intervals) {
      jumps.putIfAbsent(interval[0], 0.0);
      jumps.putIfAbsent(interval[1], 0.0);
    }
    double finite =
        points.values().stream().mapToDouble(Double::doubleValue).sum()
            + intervals.stream().mapToDouble(i -> i[2]).sum();
    double total = finite + infiniteAndNan[0] + infiniteAndNan[1];
    double divisor = total > 0 ? total : 1;
    knots = jumps.keySet().stream().mapToDouble(Double::doubleValue).toArray();
    before = new double[knots.length];
    upTo = new double[knots.length];
    double[] spread = spread(intervals);
    double sum = infiniteAndNan[0];
    for (int i = 0; i < knots.length; i++) {
      sum += i == 0 ? 0 : spread[i - 1];
      before[i] = sum / divisor;
      sum += jumps.get(knots[i]);
      upTo[i] = sum / divisor;
    }
    negative = infiniteAndNan[0] / divisor;
    positive = infiniteAndNan[1] / divisor;
    nan = total + infiniteAndNan[2] == 0 ? 0 : infiniteAndNan[2] / (total + infiniteAndNan[2]);
    this.rankError = rankError;
  }

  private double[] spread(List<double[]> intervals) {
    double[] spread = new double[Math.max(0, knots.length - 1)];
    for (double[] interval : intervals) {
      int from = Arrays.binarySearch(knots, interval[0]);
      int to = Arrays.binarySearch(knots, interval[1]);
      // Halved, because the width may be more than the largest double.
      double halfWidth = interval[1] / 2 - interval[0] / 2;
      for (int i = from; i < to; i++) {
        spread[i] += interval[2] * ((knots[i + 1] / 2 - knots[i] / 2) / halfWidth);
      }
    }
    return spread;
  }

  /**
   * From a histogram: what lies in a bucket may lie anywhere in it.
   *
   * @param rankError by how much the number of values up to the end of a bucket may be wrong
   */
  static NumberShape of(Histogram histogram, double rankError) {
    TreeMap<Double, Double> points = new TreeMap<>();
    List<double[]> intervals = new ArrayList<>();
    double[] rest = {0, 0, histogram.getNumNan()};
    for (Histogram.Bucket bucket : histogram.getBucketsList()) {
      double low = bucket.getLowValue();
      double high = bucket.getHighValue();
      double mass = bucket.getSampleCount();
      if (mass <= 0) {
        continue;
      }
      if (Double.isInfinite(low) && low < 0) {
        rest[0] += mass;
      } else if (Double.isInfinite(high)) {
        rest[1] += mass;
      } else if (low == high) {
        points.merge(low, mass, Double::sum);
      } else {
        intervals.add(new double[] {low, high, mass});
      }
    }
    double all =
        histogram.getBucketsList().stream().mapToDouble(Histogram.Bucket::getSampleCount).sum();
    return new NumberShape(points, intervals, rest, all > 0 ? rankError / all : 0);
  }

  /**
   * From counts by value.
   *
   * @param rankError by how much a cumulative share may be wrong, 0 if they are exact
   */
  static NumberShape of(
      Map<Double, Double> counts,
      double negativeInfinities,
      double positiveInfinities,
      double nans,
      double rankError) {
    return new NumberShape(
        new TreeMap<>(counts),
        List.of(),
        new double[] {negativeInfinities, positiveInfinities, nans},
        rankError);
  }

  /** Whether there is no value but NaN. */
  boolean isEmpty() {
    return knots.length == 0 && negative == 0 && positive == 0;
  }

  /** The points at which the distribution is known, ascending; finite. */
  double[] knots() {
    return knots.clone();
  }

  /** The share of values up to x, those in a bucket spread evenly. */
  double upTo(double x) {
    int i = floor(x);
    if (i < 0) {
      return negative;
    }
    if (knots[i] == x || i == knots.length - 1) {
      return upTo[i];
    }
    double share = (x / 2 - knots[i] / 2) / (knots[i + 1] / 2 - knots[i] / 2);
    return upTo[i] + share * (before[i + 1] - upTo[i]);
  }

  /** The share of values below x. */
  double before(double x) {
    int i = floor(x);
    return i >= 0 && knots[i] == x ? before[i] : upTo(x);
  }

  /** The least that the share of values up to x may be. */
  double least(double x) {
    int i = floor(x);
    return Math.max(negative, (i < 0 ? negative : upTo[i]) - rankError);
  }

  /** The most that the share of values up to x may be. */
  double most(double x) {
    int i = floor(x);
    double most = i < 0 ? negative : i == knots.length - 1 ? upTo[i] : before[i + 1];
    return Math.min(1 - positive, most + rankError);
  }

  /** The share of the finite values above a and up to b; either may be an infinity. */
  double between(double a, double b) {
    double start = a == Double.NEGATIVE_INFINITY ? negative : upTo(a);
    return (b == Double.POSITIVE_INFINITY ? 1 - positive : upTo(b)) - start;
  }

  /** Between which bounds {@link #between} may lie. */
  ShareRange range(double a, double b) {
    boolean first = a == Double.NEGATIVE_INFINITY;
    boolean last = b == Double.POSITIVE_INFINITY;
    double least = (last ? 1 - positive : least(b)) - (first ? negative : most(a));
    double most = (last ? 1 - positive : most(b)) - (first ? negative : least(a));
    return new ShareRange(Math.max(0, least), Math.max(0, most));
  }

  private int floor(double x) {
    int found = Arrays.binarySearch(knots, x);
    return found >= 0 ? found : -found - 2;
  }

  /** The share of negative infinity. */
  double negative() {
    return negative;
  }

  /** The share of positive infinity. */
  double positive() {
    return positive;
  }

  /** The share of NaN among all values. */
  double nan() {
    return nan;
  }
}
