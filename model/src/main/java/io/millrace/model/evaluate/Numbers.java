package io.millrace.model.evaluate;

import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {
  private Numbers() {}

  /** A metric: counts whole with groups of three digits, all others with four decimals. */
  static String metric(MetricId id, double value) {
    return id.name().equals(MetricId.EXAMPLE_COUNT) ? count((long) value) : decimal(value);
  }

  /** {@code 12,345}. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Four decimals; {@code NaN} where the value is undefined. */
  static String decimal(double value) {
    return Double.isNaN(value) ? "NaN" : String.format(Locale.ROOT, "%.4f", value);
  }
}
