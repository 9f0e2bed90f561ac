package io.millrace.transforms.examples;

import java.util.Locale;

/** The example that a reader is at, until it goes on. */
public interface CurrentExample {
  /** The array that holds it; the reader's own. */
  byte[] buffer();

  /** Where it begins in {@link #buffer()}. */
  int offset();

  /** Its bytes. */
  int length();

  /** The file, or what else names the input, that it comes from. */
  String source();

  /** What {@link #position} counts, such as {@code record}, {@code row} or {@code byte}. */
  String positionUnit();

  /** Where it is in its source. */
  long position();

  /** Where it is in its source, in words. */
  default String place() {
    return String.format(Locale.ROOT, "%s %,d", positionUnit(), position());
  }
}
