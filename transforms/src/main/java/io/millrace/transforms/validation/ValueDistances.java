package io.millrace.transforms.validation;

import java.util.TreeSet;

/**
 * Distances of two distributions of values without an order. The value of a distance is TFDV's,
 * taken from the listed values alone, each side divided by its listed total. The bounds are those
 * of all values: a value that one side does not list has there any share from 0 to the least that
 * the side lists, and all of them together have the share of its tail.
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
      double[] p = range(first, v, firstFactor);
      double[] q = range(second, v, secondFactor);
      lower = Math.max(lower, Math.max(p[0] - q[1], q[0] - p[1]));
      upper = Math.max(upper, Math.max(p[1] - q[0], q[1] - p[0]));
    }
    return new Bounded(value, lower, upper);
  }

  private static double[] range(ListedValues side, String value, double factor) {
    boolean listed = side.counts().containsKey(value);
    return new double[] {
      side.share(value) * factor, (listed ? side.share(value) : side.mostUnlisted()) * factor
    };
  }

  /** To be called only if both sides have values. */
  Bounded jensenShannon() {
    double value = Distances.jensenShannon(first.counts(), second.counts()).orElseThrow();
    if (isComplete()) {
      return Bounded.exact(value);
    }
    double common = 0;
    double firstRest = 1;
    double secondRest = 1;
    for (String v : values) {
      if (first.counts().containsKey(v) && second.counts().containsKey(v)) {
        common += half(first.share(v), second.share(v));
        firstRest -= first.share(v);
        secondRest -= second.share(v);
      }
    }
    // Values taken together lie no farther apart; those with nothing in common lie the farthest.
    double lower = common + half(Math.max(0, firstRest), Math.max(0, secondRest));
    double upper = common + (Math.max(0, firstRest) + Math.max(0, secondRest)) / 2;
    return new Bounded(value, clamp(lower), clamp(upper));
  }

  private static double half(double p, double q) {
    double mean = (p + q) / 2;
    return (term(p, mean) + term(q, mean)) / 2;
  }

  private static double term(double p, double mean) {
    return p == 0 ? 0 : p * Math.log(p / mean) / Math.log(2);
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }

  /** The population stability index over the values that either side lists, and over the rest. */
  double stability() {
    double sum = 0;
    for (String v : values) {
      sum += StabilityIndex.term(first.share(v), second.share(v));
    }
    return sum + StabilityIndex.term(first.tail(), second.tail());
  }

  private boolean isComplete() {
    return first.tail() == 0 && second.tail() == 0;
  }
}
