package io.millrace.transforms.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Distances of two distributions of numbers by their cumulative shares. NaN is left out, but for
 * {@link #stability}. The bounds hold whatever the place of the values in their buckets is.
 */
final class NumberDistances {
  private static final int BINS = 10;

  private final NumberShape first;
  private final NumberShape second;
  private final double[] knots;

  /**
   * Of two distributions that are not empty.
   *
   * @param second the control
   */
  NumberDistances(NumberShape first, NumberShape second) {
    this.first = first;
    this.second = second;
    TreeSet<Double> all = new TreeSet<>();
    for (NumberShape shape : List.of(first, second)) {
      for (double knot : shape.knots()) {
        all.add(knot);
      }
    }
    knots = all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The Kolmogorov-Smirnov statistic {@code sup |F(x) - G(x)|}; infinities count. */
  Bounded kolmogorovSmirnov() {
    double value = Math.abs(first.negative() - second.negative());
    double lower = value;
    double upper = value;
    for (double x : knots) {
      value = Math.max(value, Math.abs(first.upTo(x) - second.upTo(x)));
      value = Math.max(value, Math.abs(first.before(x) - second.before(x)));
      lower = Math.max(lower, apartAtLeast(x));
      upper = Math.max(upper, apartAtMost(x));
    }
    return new Bounded(value, Math.min(lower, value), Math.max(upper, value));
  }

  /**
   * The first Wasserstein distance of the finite values, {@code integral |F(x) - G(x)| dx}; empty
   * if a side has no finite value. With infinities their shares are left out of both.
   */
  Optional<Bounded> wasserstein() {
    double firstFinite = 1 - first.negative() - first.positive();
    double secondFinite = 1 - second.negative() - second.positive();
    if (first.knots().length == 0 || second.knots().length == 0) {
      return Optional.empty();
    }
    double value = 0;
    double lower = 0;
    double upper = 0;
    for (int i = 0; i + 1 < knots.length; i++) {
      double x = knots[i];
      double end = knots[i + 1];
      double width = end - x;
      double atStart =
          scaled(first.upTo(x), first, firstFinite) - scaled(second.upTo(x), second, secondFinite);
      double atEnd =
          scaled(first.before(end), first, firstFinite)
              - scaled(second.before(end), second, secondFinite);
      value += width * meanAbsolute(atStart, atEnd);
      double firstLeast = scaled(first.least(x), first, firstFinite);
      double firstMost = scaled(first.most(x), first, firstFinite);
      double secondLeast = scaled(second.least(x), second, secondFinite);
      double secondMost = scaled(second.most(x), second, secondFinite);
      lower += width * Math.max(0, Math.max(firstLeast - secondMost, secondLeast - firstMost));
      upper += width * Math.max(firstMost - secondLeast, secondMost - firstLeast);
    }
    return Optional.of(new Bounded(value, Math.min(lower, value), Math.max(upper, value)));
  }

  /** The mean of a line's absolute value between its two ends. */
  private static double meanAbsolute(double start, double end) {
    double a = Math.abs(start);
    double b = Math.abs(end);
    return start * end >= 0 ? (a + b) / 2 : (a * a + b * b) / (2 * (a + b));
  }

  private static double scaled(double share, NumberShape shape, double finite) {
    return Math.max(0, Math.min(1, (share - shape.negative()) / finite));
  }

  private double apartAtLeast(double x) {
    return Math.max(first.least(x) - second.most(x), second.least(x) - first.most(x));
  }

  private double apartAtMost(double x) {
    return Math.max(first.most(x) - second.least(x), second.most(x) - first.least(x));
  }

  /**
   * The population stability index over ten bins that the control's deciles bound, as the control's
   * statistics give them, and over NaN and the two infinities. The bounds are those of the index
   * over these bins: the share of a bin from a to b is between {@code least(b) - most(a)} and
   * {@code most(b) - least(a)}, and a term grows as its two shares part.
   */
  Bounded stability() {
    double firstNumbers = 1 - first.nan();
    double secondNumbers = 1 - second.nan();
    double value =
        StabilityIndex.term(first.nan(), second.nan())
            + StabilityIndex.term(
                first.negative() * firstNumbers, second.negative() * secondNumbers)
            + StabilityIndex.term(
                first.positive() * firstNumbers, second.positive() * secondNumbers);
    double lower = value;
    double upper = value;
    double start = Double.NEGATIVE_INFINITY;
    List<Double> ends = deciles();
    ends.add(Double.POSITIVE_INFINITY);
    for (double end : ends) {
      value +=
          StabilityIndex.term(
              first.between(start, end) * firstNumbers, second.between(start, end) * secondNumbers);
      ShareRange p = first.range(start, end).times(firstNumbers);
      ShareRange q = second.range(start, end).times(secondNumbers);
      lower += p.least(StabilityIndex::term, q);
      upper += p.most(StabilityIndex::term, q);
      start = end;
    }
    return new Bounded(value, Math.min(lower, value), Math.max(upper, value));
  }

  /** Where the bins of {@link #stability} meet. */
  List<Double> deciles() {
    List<Double> bounds = new ArrayList<>();
    double finite = 1 - second.negative() - second.positive();
    int next = 1;
    double[] own = second.knots();
    for (int i = 0; i + 1 < own.length; i++) {
      double share = (second.upTo(own[i]) - second.negative()) / finite;
      // Rounding must not push a bound to the next knot.
      if (share * BINS >= next - 1e-9) {
        bounds.add(own[i]);
        next = (int) Math.floor(share * BINS + 1e-9) + 1;
      }
    }
    return bounds;
  }
}
