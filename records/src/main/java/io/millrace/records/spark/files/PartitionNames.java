package io.millrace.records.spark.files;

import java.util.BitSet;

/** Names of partition folders, {@code column=value}, escaped as Spark and Hive do. */
public final class PartitionNames {
  /** The value of null, and of the empty string. */
  public static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  private static final BitSet ESCAPED = new BitSet(128);

  static {
    ESCAPED.set(1, 0x20);
    "\"#%'*/:=?\\{[]^\u007f".chars().forEach(ESCAPED::set);
  }

  private PartitionNames() {}

  /** The name of a partition's folder; the text of null is null. */
  public static String folder(String column, String text) {
    return escape(column) + "=" + (text == null || text.isEmpty() ? NULL : escape(text));
  }

  /** The column that a folder names; null if it names none. */
  public static String column(String folder) {
    int equals = folder.indexOf('=');
    return equals > 0 ? unescape(folder.substring(0, equals)) : null;
  }

  /** The text of the value in the name of a partition's folder, null for {@link #NULL}. */
  static String text(String folder) {
    String escaped = folder.substring(folder.indexOf('=') + 1);
    return escaped.equals(NULL) ? null : unescape(escaped);
  }

  /** Turns {@code :} and other characters that paths give a meaning into {@code %3A}. */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (ESCAPED.get(c)) {
        escaped.append("%%%02X".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** Turns {@code %3A} back into {@code :}; a '%' without two hex digits stays. */
  public static String unescape(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && i + 2 < text.length()) {
        int high = Character.digit(text.charAt(i + 1), 16);
        int low = Character.digit(text.charAt(i + 2), 16);
        if (high >= 0 && low >= 0) {
          out.append((char) (high << 4 | low));
          i += 2;
          continue;
        }
      }
      out.append(c);
    }
    return out.toString();
  }
}
