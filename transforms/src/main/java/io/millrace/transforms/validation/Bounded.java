package io.millrace.transforms.validation;

/**
 * A distance as the statistics give it, and between which bounds that of the data lies.
 *
 * @param value from what is known
 * @param lower the least that the data may have
 * @param upper the most; infinity where nothing bounds it
 */
record Bounded(double value, double lower, double upper) {
  /** A distance that is known exactly. */
  static Bounded exact(double value) {
    return new Bounded(value, value, value);
  }

  boolean isExact() {
    return lower == upper;
  }

  Bounded dividedBy(double unit) {
    return new Bounded(value / unit, lower / unit, upper / unit);
  }
}
