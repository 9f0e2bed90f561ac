package io.millrace.transforms.statistics.sketch;

/** Says that bytes are not the state of an accumulator. */
public final class BadStateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * At this byte stands what cannot be.
   *
   * @param found such as {@code "a count of 99"}
   */
  public BadStateException(int position, String found) {
    super("byte " + position + ": " + found);
  }
}
