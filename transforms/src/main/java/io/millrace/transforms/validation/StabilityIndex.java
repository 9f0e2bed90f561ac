package io.millrace.transforms.validation;

/** The terms of the population stability index. */
final class StabilityIndex {
  /** Shares below this count as this much, so that an empty bin does not make it infinite. */
  static final double FLOOR = 1e-4;

  private StabilityIndex() {}

  /** {@code (p - q) ln(p / q)} of two shares of one bin; 0 if both are 0. */
  static double term(double p, double q) {
    if (p <= 0 && q <= 0) {
      return 0;
    }
    double first = Math.max(p, FLOOR);
    double second = Math.max(q, FLOOR);
    return (first - second) * Math.log(first / second);
  }
}
