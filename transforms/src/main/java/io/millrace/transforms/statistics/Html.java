package io.millrace.transforms.statistics;

import java.util.Locale;

/** Text and numbers for the page. */
final class Html {
  private static final double LARGEST_PLAIN = 1e15;

  private Html() {}

  /** Text with the characters replaced that mean something in HTML. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c < ' ' ? ' ' : c);
      }
    }
    return escaped.toString();
  }

  /** A number for people: whole ones with separators, others with five significant digits. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < LARGEST_PLAIN) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    return String.format(Locale.ROOT, "%.5g", value);
  }
}
