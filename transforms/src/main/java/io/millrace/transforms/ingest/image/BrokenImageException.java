package io.millrace.transforms.ingest.image;

/** What is wrong with an image; becomes a rejected record of its file. Has no stack trace. */
final class BrokenImageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final long at;

  BrokenImageException(String reason, long at, String problem) {
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
  String reason() {
    return reason;
  }

  /** The byte. */
  long at() {
    return at;
  }
}
