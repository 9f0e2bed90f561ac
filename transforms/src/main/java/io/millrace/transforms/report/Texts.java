package io.millrace.transforms.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers and text of the data for a terminal. */
final class Texts {
  private static final double LARGEST_PLAIN = 1e15;
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String EIGHTHS = "▏▎▍▌▋▊▉█";

  private Texts() {}

  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "-∞";
    }
    if (value == Math.rint(value) && Math.abs(value) < LARGEST_PLAIN) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    double size = Math.abs(value);
    return size >= 1e9 || size < 1e-4
        ? String.format(Locale.ROOT, "%.3e", value)
        : String.format(Locale.ROOT, size >= 1000 ? "%,.1f" : "%.4g", value);
  }

  static String number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : "-";
  }

  static String percent(double share) {
    if (share == 0) {
      return "0%";
    }
    double percent = share * 100;
    if (percent < 0.01) {
      return "<0.01%";
    }
    return percent < 100 && percent > 99.99
        ? ">99.99%"
        : String.format(Locale.ROOT, percent >= 10 ? "%.1f%%" : "%.2f%%", percent)
            .replaceFirst("\\.0+%", "%");
  }

  /** Text without characters that move the cursor, turn the direction or are not seen. */
  static String visible(String text) {
    StringBuilder seen = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean hidden =
                  type == Character.CONTROL
                      || type == Character.FORMAT
                      || type == Character.SURROGATE
                      || type == Character.LINE_SEPARATOR
                      || type == Character.PARAGRAPH_SEPARATOR;
              if (hidden) {
                seen.append(String.format(Locale.ROOT, "<U+%04X>", c));
              } else {
                seen.appendCodePoint(c);
              }
            });
    return text.isEmpty() ? "(empty)" : seen.toString();
  }

  /** The text in at most so many characters. */
  static String cut(String text, int chars) {
    // A hundred hidden characters fill any line.
    String seen = visible(text.substring(0, Math.min(text.length(), 1000)));
    return seen.codePointCount(0, seen.length()) <= chars
        ? seen
        : seen.substring(0, seen.offsetByCodePoints(0, chars - 1)) + "…";
  }

  static String padded(String text, int chars, boolean right) {
    String blanks = " ".repeat(Math.max(0, chars - text.codePointCount(0, text.length())));
    return right ? blanks + text : text + blanks;
  }

  /** A character for each count, as high as its share of the largest. */
  static String spark(double[] counts) {
    double top = 0;
    for (double count : counts) {
      top = Math.max(top, count);
    }
    StringBuilder spark = new StringBuilder();
    for (double count : counts) {
      int height = (int) Math.ceil(count / top * BLOCKS.length());
      spark.append(count > 0 ? BLOCKS.charAt(Math.max(1, height) - 1) : ' ');
    }
    return spark.toString();
  }

  /** A bar of at most so many characters, in eighths of one. */
  static String bar(double share, int chars) {
    int eighths = (int) Math.round(Math.min(1, share) * chars * EIGHTHS.length());
    if (eighths == 0) {
      return share > 0 ? EIGHTHS.substring(0, 1) : "";
    }
    int rest = eighths % EIGHTHS.length();
    return "█".repeat(eighths / EIGHTHS.length()) + (rest > 0 ? EIGHTHS.charAt(rest - 1) : "");
  }

  /** Lines of whole words, none longer than so many characters unless a word is. */
  static List<String> wrapped(String text, int chars) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : visible(text).split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > chars) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
