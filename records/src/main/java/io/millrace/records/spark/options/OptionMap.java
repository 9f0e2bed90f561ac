package io.millrace.records.spark.options;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Typed access to the options of a source; what does not parse is told with what would. */
final class OptionMap {
  private static final Map<Character, Long> UNITS =
      Map.of('k', 1L << 10, 'm', 1L << 20, 'g', 1L << 30, 't', 1L << 40);

  private final CaseInsensitiveStringMap options;

  OptionMap(CaseInsensitiveStringMap options) {
    this.options = options;
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(options.get(key)).filter(value -> !value.isEmpty());
  }

  boolean flag(String key, boolean otherwise) {
    String value = options.get(key);
    if (value == null) {
      return otherwise;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(key, value, "true or false");
    };
  }

  /** A whole number within bounds. */
  long number(String key, long otherwise, long min, long max) {
    String value = options.get(key);
    if (value == null) {
      return otherwise;
    }
    try {
      return inRange(key, value, Long.parseLong(value.trim()), min, max);
    } catch (NumberFormatException e) {
      throw wrong(key, value, "a whole number");
    }
  }

  /** A number of bytes within bounds, with an optional unit: k, m, g, t, of 1,024 each. */
  long bytes(String key, long otherwise, long min, long max) {
    String value = options.get(key);
    if (value == null) {
      return otherwise;
    }
    String trimmed = value.trim().toLowerCase(Locale.ROOT);
    String digits = trimmed.endsWith("b") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
    long unit = digits.isEmpty() ? 1 : UNITS.getOrDefault(digits.charAt(digits.length() - 1), 1L);
    if (unit != 1) {
      digits = digits.substring(0, digits.length() - 1);
    }
    try {
      long number = Math.multiplyExact(Long.parseLong(digits.trim()), unit);
      return inRange(key, value, number, min, max);
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(key, value, "a number of bytes, such as 1048576 or 128m");
    }
  }

  double fraction(String key, double otherwise) {
    String value = options.get(key);
    if (value == null) {
      return otherwise;
    }
    try {
      double fraction = Double.parseDouble(value.trim());
      if (fraction > 0 && fraction <= 1) {
        return fraction;
      }
    } catch (NumberFormatException e) {
      throw wrong(key, value, "a number over 0 and up to 1");
    }
    throw wrong(key, value, "a number over 0 and up to 1");
  }

  /** The constant whose text equals the value but for case. */
  <E extends Enum<E>> E choice(String key, E otherwise) {
    String value = options.get(key);
    if (value == null) {
      return otherwise;
    }
    E[] constants = otherwise.getDeclaringClass().getEnumConstants();
    return Arrays.stream(constants)
        .filter(constant -> constant.toString().equalsIgnoreCase(value.trim()))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    key,
                    value,
                    Arrays.stream(constants)
                        .map(Object::toString)
                        .collect(Collectors.joining(", "))));
  }

  private static long inRange(String key, String text, long number, long min, long max) {
    if (number < min || number > max) {
      throw wrong(key, text, "%,d to %,d".formatted(min, max));
    }
    return number;
  }

  static IllegalArgumentException wrong(String key, String found, String expected) {
    return new IllegalArgumentException(
        "option '" + key + "': found '" + found + "' (expected: " + expected + ")");
  }
}
