package io.millrace.transforms.validation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Distances of two distributions of values without an order. The value of a distance is TFDV's,
 * taken from the listed values alone, each side divided by its listed total. The bounds are those
 * of all values, whose shares lie in the ranges of {@link ListedValues}; values that are not UTF-8,
 * or longer than the statistics keep, count as one.
 *
 * <p>L-infinity and the normalised absolute difference: the largest of the least, and of the
 * largest, differences of each listed value, and of one that neither side lists.
 *
 * <p>Jensen-Shannon is a sum over values of {@code h(p, q)}, half of {@code p log(p/m) + q
 * log(q/m)}, which is not negative, grows as the two part, and is convex and homogeneous. So values
 * taken together lie no farther apart: any grouping, each group at its nearest, is a lower bound.
 * And {@code h(p + a, q + b) <= h(p, q) + (a + b) / 2}: the listed counts of values that both sides
 * list, and half of all that is left, are an upper bound.
 *
 * <p>The population stability index has terms {@code t(p, q) = (P - Q) ln(P / Q)}, with {@code P =
 * max(p, F)} and the floor F of {@link StabilityIndex}. Its bounds hold whether what neither side
 * lists is one bin, as in the value, or each value is its own. The lower one is the sum over the
 * listed values at their nearest. For the upper one, {@code t(p, q) <= t(p, 0) + t(0, q)}, and
 * {@code t(p, 0)} is convex, so that values of at most M, together s, have at most {@code s t(M, 0)
 * / M}: the sum of the farthest of what both list, of {@code t(p, 0)} of what one lists, of that
 * for both tails, and of the rest as one bin.
 */
final class ValueDistances {
  private final ListedValues first;
  private final ListedValues second;
  private final TreeSet<String> values;

  ValueDistances(ListedValues first, ListedValues second) {
    this.first = first;
    this.second = second;
    values = Distances.values(first.counts(), second.counts());
  }

  Bounded infinity() {
    return bounded(Distances.infinity(first.counts(), second.counts()).value(), 1, 1);
  }

  Bounded normalizedAbsolute() {
    double both = first.total() + second.total();
    return both == 0
        ? Bounded.exact(0)
        : bounded(
            Distances.normalizedAbsolute(first.counts(), second.counts()).value(),
            first.total() / both,
            second.total() / both);
  }

  /** With the shares of each side multiplied by a factor of its own. */
  private Bounded bounded(double value, double firstFactor, double secondFactor) {
    if (isComplete()) {
      return Bounded.exact(value);
    }
    double lower = 0;
    double upper =
        Math.max(first.mostUnlisted() * firstFactor, second.mostUnlisted() * secondFactor);
    for (String v : values) {
      ShareRange p = first.range(v).times(firstFactor);
      ShareRange q = second.range(v).times(secondFactor);
      lower = Math.max(lower, p.least(ValueDistances::apart, q));
      upper = Math.max(upper, p.most(ValueDistances::apart, q));
    }
    return new Bounded(value, lower, upper);
  }

  private static double apart(double p, double q) {
    return Math.abs(p - q);
  }

  /** To be called only if both sides have values. */
  Bounded jensenShannon() {
    double value = Distances.jensenShannon(first.counts(), second.counts()).orElseThrow();
    if (isComplete()) {
      return Bounded.exact(value);
    }
    double common = 0;
    double firstLeft = 1;
    double secondLeft = 1;
    List<String> both = new ArrayList<>();
    for (String v : values) {
      if (first.lists(v) && second.lists(v)) {
        both.add(v);
        common += Distances.half(first.share(v), second.share(v));
        firstLeft -= first.share(v);
        secondLeft -= second.share(v);
      }
    }
    double upper = common + (Math.max(0, firstLeft) + Math.max(0, secondLeft)) / 2;
    double lower = Math.max(grouped(both), grouped(values));
    return new Bounded(value, clamp(Math.min(lower, upper)), clamp(upper));
  }

  /** The least divergence of some values, each a group of its own, and of all others together. */
  private double grouped(Collection<String> alone) {
    double sum = 0;
    for (String v : alone) {
      sum += first.range(v).least(Distances::half, second.range(v));
    }
    return sum + rest(first, alone).least(Distances::half, rest(second, alone));
  }

  /** What is left of all shares when those of some values are taken away. */
  private static ShareRange rest(ListedValues side, Collection<String> values) {
    double least = 1;
    double most = 1;
    for (String v : values) {
      ShareRange range = side.range(v);
      least -= range.upper();
      most -= range.lower();
    }
    // What rounding leaves of nothing.
    return new ShareRange(Math.max(0, least - 1e-12), Math.max(0, most));
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }

  /** The population stability index over the values that either side lists, and over the rest. */
  Bounded stability() {
    double value = StabilityIndex.term(first.tail(), second.tail());
    double lower = 0;
    double upper =
        rest(first, values).most(StabilityIndex::term, rest(second, values))
            + tail(first)
            + tail(second);
    for (String v : values) {
      ShareRange p = first.range(v);
      ShareRange q = second.range(v);
      value += StabilityIndex.term(first.share(v), second.share(v));
      lower += p.least(StabilityIndex::term, q);
      if (!first.lists(v)) {
        upper += StabilityIndex.term(0, q.upper());
      } else if (!second.lists(v)) {
        upper += StabilityIndex.term(p.upper(), 0);
      } else {
        upper += p.most(StabilityIndex::term, q);
      }
    }
    return isComplete()
        ? Bounded.exact(value)
        : new Bounded(value, Math.min(lower, value), Math.max(upper, value));
  }

  /** The most that the values that a side does not list can add to the index. */
  private static double tail(ListedValues side) {
    double most = side.mostUnlisted();
    return most == 0 ? 0 : side.tail() * StabilityIndex.term(most, 0) / most;
  }

  private boolean isComplete() {
    return first.tail() == 0 && second.tail() == 0;
  }
}
