package io.millrace.transforms.statistics.sketch;

/**
 * Checks UTF-8 in place (Unicode 15, table 3-7: no overlong forms, surrogates or code points above
 * 10FFFF).
 */
public final class Utf8 {
  private Utf8() {}

  /** Whether a range of bytes is UTF-8. */
  public static boolean isValid(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int lead = bytes[at++];
      if (lead >= 0) {
        continue;
      }
      lead &= 0xFF;
      int more;
      int low = 0x80;
      int high = 0xBF;
      if (lead >= 0xC2 && lead <= 0xDF) {
        more = 1;
      } else if (lead >= 0xE0 && lead <= 0xEF) {
        more = 2;
        low = lead == 0xE0 ? 0xA0 : low;
        high = lead == 0xED ? 0x9F : high;
      } else if (lead >= 0xF0 && lead <= 0xF4) {
        more = 3;
        low = lead == 0xF0 ? 0x90 : low;
        high = lead == 0xF4 ? 0x8F : high;
      } else {
        return false;
      }
      if (end - at < more) {
        return false;
      }
      int second = bytes[at++] & 0xFF;
      if (second < low || second > high) {
        return false;
      }
      for (int i = 1; i < more; i++) {
        if ((bytes[at++] & 0xC0) != 0x80) {
          return false;
        }
      }
    }
    return true;
  }
}
