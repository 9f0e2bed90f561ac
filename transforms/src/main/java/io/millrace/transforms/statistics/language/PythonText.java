package io.millrace.transforms.statistics.language;

/** Text as Python's {@code repr} writes it. */
final class PythonText {
  private PythonText() {}

  /** Appends a string in quotes. */
  static void append(StringBuilder out, String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints().forEach(c -> append(out, c, quote));
    out.append(quote);
  }

  private static void append(StringBuilder out, int c, char quote) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\\' -> out.append("\\\\");
      default -> {
        if (c == quote) {
          out.append('\\').append(quote);
        } else if (isPrintable(c)) {
          out.appendCodePoint(c);
        } else {
          out.append(
              c <= 0xFF
                  ? String.format("\\x%02x", c)
                  : String.format(c <= 0xFFFF ? "\\u%04x" : "\\U%08x", c));
        }
      }
    }
  }

  /** As {@code str.isprintable}: no control, format, separator (but space) or unassigned ones. */
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
