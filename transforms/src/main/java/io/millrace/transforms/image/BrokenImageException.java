package io.millrace.transforms.image;

/** What is wrong with an image. Has no stack trace: data may be full of them. */
public final class BrokenImageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final long at;

  /**
   * A problem.
   *
   * @param reason a constant name, such as {@code truncated_image}
   * @param at the byte
   * @param problem what was found, expected, and what to do
   */
  public BrokenImageException(String reason, long at, String problem) {
    super(problem, null, false, false);
    this.reason = reason;
    this.at = at;
  }

  /** The file ends where more was announced. */
  static BrokenImageException truncated(long at, String expected) {
    return new BrokenImageException(
        "truncated_image",
        at,
        "found the end of the file (expected: %s); fetch it again".formatted(expected));
  }

  /** Bytes that the format does not allow. */
  static BrokenImageException broken(long at, String found, String expected) {
    return new BrokenImageException(
        "broken_image",
        at,
        "found %s (expected: %s); the file is damaged".formatted(found, expected));
  }

  /** A constant name. */
  public String reason() {
    return reason;
  }

  /** The byte. */
  public long at() {
    return at;
  }
}
