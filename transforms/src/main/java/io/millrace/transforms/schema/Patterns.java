package io.millrace.transforms.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds a regular expression that all of some values match: that of a well-known format, or else
 * one from the shape that all values share, runs of digits and of letters between the same other
 * characters. The expressions mean the same in Java, Python, RE2 and JavaScript.
 */
final class Patterns {
  private static final int MOST_RUNS = 12;

  /** The first that fits is taken. */
  private static final Map<String, Pattern> KNOWN = new LinkedHashMap<>();

  static {
    know("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    know("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
    know("https?://\\S+");
    know("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    know("[-+]?[0-9]+\\.[0-9]+");
    know("[-+]?[0-9]+(\\.[0-9]+)?");
    know("[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}");
  }

  private enum Run {
    DIGITS("[0-9]"),
    LOWER("[a-z]"),
    UPPER("[A-Z]"),
    OTHER("");

    private final String expression;

    Run(String expression) {
      this.expression = expression;
    }

    static Run of(char c) {
      if (c >= '0' && c <= '9') {
        return DIGITS;
      }
      return c >= 'a' && c <= 'z' ? LOWER : c >= 'A' && c <= 'Z' ? UPPER : OTHER;
    }
  }

  private record Part(Run run, String text) {}

  private Patterns() {}

  private static void know(String expression) {
    KNOWN.put(expression, Pattern.compile(expression));
  }

  /** The expression; empty if the values have no shape in common that says anything. */
  static Optional<String> of(Collection<String> values) {
    for (Map.Entry<String, Pattern> known : KNOWN.entrySet()) {
      if (values.stream().allMatch(v -> known.getValue().matcher(v).matches())) {
        return Optional.of(known.getKey());
      }
    }
    List<List<Part>> shapes = values.stream().map(Patterns::parts).toList();
    List<Part> first = shapes.get(0);
    boolean same =
        !first.isEmpty()
            && first.size() <= MOST_RUNS
            && shapes.stream().allMatch(shape -> isSame(first, shape));
    if (!same) {
      return Optional.empty();
    }
    StringBuilder expression = new StringBuilder();
    boolean says = first.size() > 1;
    for (int i = 0; i < first.size(); i++) {
      int index = i;
      int min = shapes.stream().mapToInt(s -> s.get(index).text().length()).min().orElse(0);
      int max = shapes.stream().mapToInt(s -> s.get(index).text().length()).max().orElse(0);
      says |= min == max || first.get(i).run() == Run.DIGITS;
      expression.append(expression(first.get(i), min, max));
    }
    return says ? Optional.of(expression.toString()) : Optional.empty();
  }

  private static String expression(Part part, int min, int max) {
    if (part.run() == Run.OTHER) {
      return part.text().replaceAll("[^A-Za-z0-9 \\u0080-\\uffff]", "\\\\$0");
    }
    String count = min == max ? "{" + min + "}" : "{" + min + "," + max + "}";
    return part.run().expression + (max == 1 ? "" : count);
  }

  private static boolean isSame(List<Part> a, List<Part> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      boolean other = a.get(i).run() == Run.OTHER;
      if (a.get(i).run() != b.get(i).run() || (other && !a.get(i).text().equals(b.get(i).text()))) {
        return false;
      }
    }
    return true;
  }

  private static List<Part> parts(String value) {
    List<Part> parts = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= value.length(); i++) {
      if (i == value.length() || Run.of(value.charAt(i)) != Run.of(value.charAt(start))) {
        parts.add(new Part(Run.of(value.charAt(start)), value.substring(start, i)));
        start = i;
      }
    }
    return parts;
  }
}
