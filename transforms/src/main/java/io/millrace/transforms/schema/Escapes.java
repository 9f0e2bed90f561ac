package io.millrace.transforms.schema;

import java.util.Locale;

/** Values in messages as C writes them. */
final class Escapes {
  private static final char DELETE = 0x7F;

  private Escapes() {}

  /** A value with C's escapes; UTF-8 is left as it is. */
  static String of(String value) {
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '"' -> text.append("\\\"");
        case '\'' -> text.append("\\'");
        case '\\' -> text.append("\\\\");
        default -> {
          if (c < ' ' || c == DELETE) {
            text.append(String.format(Locale.ROOT, "\\%03o", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    return text.toString();
  }
}
