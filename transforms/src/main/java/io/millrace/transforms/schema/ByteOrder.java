package io.millrace.transforms.schema;

import java.util.Comparator;

/**
 * Strings in the order of their UTF-8 bytes, as TFDV sorts them; that is the order of code points,
 * not that of chars.
 */
public enum ByteOrder implements Comparator<String> {
  /** The order. */
  INSTANCE;

  @Override
  public int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean xHigh = Character.isSurrogate(x);
        boolean yHigh = Character.isSurrogate(y);
        // A surrogate stands for a code point above all chars.
        return xHigh == yHigh ? Character.compare(x, y) : Boolean.compare(xHigh, yHigh);
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
