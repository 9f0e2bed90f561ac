package io.millrace.transforms.schema;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Numbers written as strings, as TFDV reads them: white space around is passed over. */
final class Numbers {
  private Numbers() {}

  /** A decimal int64; empty if the text is none. */
  static OptionalLong parseLong(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** A decimal number, {@code inf} or {@code nan}; empty if the text is none. */
  static OptionalDouble parseDouble(String text) {
    String stripped = text.strip();
    switch (stripped.toLowerCase(java.util.Locale.ROOT)) {
      case "inf", "+inf", "infinity", "+infinity":
        return OptionalDouble.of(Double.POSITIVE_INFINITY);
      case "-inf", "-infinity":
        return OptionalDouble.of(Double.NEGATIVE_INFINITY);
      case "nan", "+nan", "-nan":
        return OptionalDouble.of(Double.NaN);
      default:
        break;
    }
    // Java also takes suffixes (1f) and hexadecimal forms.
    if (stripped.isEmpty() || !stripped.matches("[-+0-9.eE]+")) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(stripped));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
