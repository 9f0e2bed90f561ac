package io.millrace.transforms.ingest.csv;

import java.nio.charset.StandardCharsets;

/**
 * Numbers as Python's {@code int} and {@code float} read bytes, which is what {@code tfx_bsl}'s
 * decoder asks: white space around, a sign, single underscores between digits, {@code nan} and
 * {@code inf} in any case; no hexadecimal, no other script. Belongs to one thread.
 */
final class NumberText {
  private static final int MAX_EXACT_DIGITS = 19;
  private static final int MAX_PYTHON_DIGITS = 4300;
  private static final int MAX_EXACT_POWER = 22;
  private static final long MAX_EXACT_DOUBLE = 1L << 53;
  private static final int FAST_DIGITS = 18;
  private static final int EXPONENT_LIMIT = 100_000;
  private static final int NAN = 0x7fc00000;
  private static final double[] POWERS = new double[MAX_EXACT_POWER + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      // Exact up to 10^22.
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private byte[] text;
  private int at;
  private int to;
  private boolean negative;
  // Significant digits as they are met, and where they stand.
  private long mantissa;
  private int digits;
  private int allDigits;
  private int scale;
  private long longValue;
  private float floatValue;

  /** What a cell that is not empty is: INT, FLOAT or STRING. */
  ColumnType type(byte[] bytes, int from, int stop) {
    if (isPlainInteger(bytes, from, stop)) {
      return ColumnType.INT;
    }
    trim(bytes, from, stop);
    int begin = at;
    if (integer()) {
      if (allDigits > MAX_PYTHON_DIGITS) {
        return ColumnType.FLOAT;
      }
      return fitsLong() ? ColumnType.INT : ColumnType.STRING;
    }
    at = begin;
    return isFloat() ? ColumnType.FLOAT : ColumnType.STRING;
  }

  private static boolean isPlainInteger(byte[] bytes, int from, int stop) {
    int i = from < stop && bytes[from] == '-' ? from + 1 : from;
    if (i == stop || stop - i > FAST_DIGITS) {
      return false;
    }
    for (; i < stop; i++) {
      if (!isDigit(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether a cell is an integer of 64 bits; {@link #longValue} tells it. */
  boolean readLong(byte[] bytes, int from, int stop) {
    int i = from < stop && bytes[from] == '-' ? from + 1 : from;
    if (i < stop && stop - i <= FAST_DIGITS) {
      boolean minus = i > from;
      long value = 0;
      while (i < stop && isDigit(bytes[i])) {
        value = 10 * value + bytes[i++] - '0';
      }
      if (i == stop) {
        longValue = minus ? -value : value;
        return true;
      }
    }
    trim(bytes, from, stop);
    return integer() && allDigits <= MAX_PYTHON_DIGITS && fitsLong();
  }

  /** The integer just read. */
  long longValue() {
    return longValue;
  }

  /** Whether a cell is a number; {@link #floatValue} tells it, rounded to 64 bits, then to 32. */
  boolean readFloat(byte[] bytes, int from, int stop) {
    trim(bytes, from, stop);
    int begin = at;
    if (!decimal()) {
      at = begin;
      return special();
    }
    double value;
    if (mantissa == 0) {
      value = 0;
    } else if (digits <= MAX_EXACT_DIGITS
        && mantissa > 0
        && mantissa <= MAX_EXACT_DOUBLE
        && Math.abs(scale) <= MAX_EXACT_POWER) {
      value = scale < 0 ? mantissa / POWERS[-scale] : mantissa * POWERS[scale];
    } else {
      value = Math.abs(Double.parseDouble(plain(begin, to)));
    }
    floatValue = (float) (negative ? -value : value);
    return true;
  }

  /** The float just read. */
  float floatValue() {
    return floatValue;
  }

  private String plain(int from, int stop) {
    byte[] kept = new byte[stop - from];
    int length = 0;
    for (int i = from; i < stop; i++) {
      if (text[i] != '_') {
        kept[length++] = text[i];
      }
    }
    return new String(kept, 0, length, StandardCharsets.US_ASCII);
  }

  private void trim(byte[] bytes, int from, int stop) {
    text = bytes;
    at = from;
    to = stop;
    while (at < to && isSpace(text[at])) {
      at++;
    }
    while (to > at && isSpace(text[to - 1])) {
      to--;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private void sign() {
    negative = at < to && text[at] == '-';
    if (negative || at < to && text[at] == '+') {
      at++;
    }
  }

  private boolean integer() {
    start();
    sign();
    return digits(true) && at == to;
  }

  private void start() {
    mantissa = 0;
    digits = 0;
    allDigits = 0;
    scale = 0;
  }

  /**
   * Reads digits with single underscores between them; false if there are none, or an underscore
   * stands elsewhere.
   */
  private boolean digits(boolean whole) {
    int begin = at;
    boolean underscore = false;
    while (at < to) {
      byte b = text[at];
      if (isDigit(b)) {
        underscore = false;
        allDigits++;
        if (digits > 0 || b != '0') {
          digits++;
          if (digits <= MAX_EXACT_DIGITS) {
            mantissa = 10 * mantissa + b - '0';
          }
        }
        scale -= whole ? 0 : 1;
      } else if (b == '_' && at > begin && !underscore) {
        underscore = true;
      } else {
        break;
      }
      at++;
    }
    return at > begin && !underscore;
  }

  /** Puts the integer just read into {@link #longValue} if it fits. */
  private boolean fitsLong() {
    // Nineteen digits fit into 64 bits without a sign.
    if (digits > MAX_EXACT_DIGITS) {
      return false;
    }
    longValue = negative ? -mantissa : mantissa;
    return mantissa >= 0 || negative && mantissa == Long.MIN_VALUE;
  }

  private boolean isFloat() {
    int begin = at;
    if (decimal()) {
      return true;
    }
    at = begin;
    return special();
  }

  private boolean decimal() {
    start();
    sign();
    boolean whole = at < to && isDigit(text[at]);
    if (whole && !digits(true)) {
      return false;
    }
    boolean fraction = false;
    if (at < to && text[at] == '.') {
      at++;
      fraction = at < to && isDigit(text[at]);
      if (fraction && !digits(false)) {
        return false;
      }
    }
    return (whole || fraction) && (at == to || exponent()) && at == to;
  }

  private boolean exponent() {
    if (text[at] != 'e' && text[at] != 'E') {
      return false;
    }
    at++;
    boolean minus = at < to && text[at] == '-';
    if (minus || at < to && text[at] == '+') {
      at++;
    }
    int begin = at;
    int exponent = 0;
    boolean underscore = false;
    for (; at < to; at++) {
      byte b = text[at];
      if (isDigit(b)) {
        underscore = false;
        exponent = Math.min(EXPONENT_LIMIT, 10 * exponent + b - '0');
      } else if (b == '_' && at > begin && !underscore) {
        underscore = true;
      } else {
        return false;
      }
    }
    scale += minus ? -exponent : exponent;
    return at > begin && !underscore;
  }

  private boolean special() {
    sign();
    String word = to - at <= 8 ? plainLower() : "";
    switch (word) {
      case "nan" -> floatValue = Float.intBitsToFloat(negative ? NAN | 1 << 31 : NAN);
      case "inf", "infinity" ->
          floatValue = negative ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
      default -> {
        return false;
      }
    }
    return true;
  }

  private String plainLower() {
    char[] word = new char[to - at];
    for (int i = 0; i < word.length; i++) {
      byte b = text[at + i];
      word[i] = (char) (b >= 'A' && b <= 'Z' ? b + 32 : b & 0xff);
    }
    return new String(word);
  }
}
