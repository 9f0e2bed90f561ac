package io.millrace.transforms.schema;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Words what was found and expected behind TFDV's words: exact numbers, as their shortest decimal
 * form, and up to five sample values, the most frequent first.
 */
public final class Found {
  private static final int SAMPLES = 5;
  private static final int LONGEST_SAMPLE = 60;

  private Found() {}

  /** {@code (found: ...; expected: ...)}. */
  public static String of(String found, String expected) {
    return "(found: " + found + "; expected: " + expected + ")";
  }

  /** A number without trailing zeros or an exponent where one can do without. */
  public static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return SixDigits.format(value);
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return String.valueOf((long) value);
    }
    BigDecimal exact = BigDecimal.valueOf(value).stripTrailingZeros();
    return exact.scale() <= 20 && exact.precision() - exact.scale() <= 20
        ? exact.toPlainString()
        : exact.toString();
  }

  /** A number of 32 bits, such as thresholds in float domains, as its shortest decimal form. */
  static String number(float value) {
    return Float.isFinite(value)
        ? number(Double.parseDouble(Float.toString(value)))
        : number((double) value);
  }

  /** {@code 12 of 100 values}. */
  public static String share(double part, double total, String unit) {
    return number(part) + " of " + number(total) + " " + unit;
  }

  /** How a feature is present: {@code present in 90 of 100 examples, missing in 10}. */
  static String presence(FeatureView view) {
    String unit =
        (view.path().size() > 1 ? "places" : "examples") + (view.isWeighted() ? " by weight" : "");
    return "present in "
        + share(view.present(), view.present() + view.missing(), unit)
        + ", missing in "
        + number(view.missing());
  }

  /** Sample values with their counts: {@code "x" 12, "y" 3 and 7 more}; empty if there are none. */
  public static String samples(Map<String, Double> counts) {
    List<Map.Entry<String, Double>> most =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey(ByteOrder.INSTANCE)))
            .limit(SAMPLES)
            .toList();
    int more = counts.size() - most.size();
    return most.stream()
            .map(e -> quoted(e.getKey()) + " " + number(e.getValue()))
            .collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static String quoted(String value) {
    int end = value.length() <= LONGEST_SAMPLE ? value.length() : LONGEST_SAMPLE;
    if (end < value.length() && Character.isHighSurrogate(value.charAt(end - 1))) {
      end--;
    }
    return '"' + Escapes.of(value.substring(0, end)) + (end < value.length() ? "..." : "") + '"';
  }
}
