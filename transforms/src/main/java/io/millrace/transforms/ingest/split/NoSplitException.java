package io.millrace.transforms.ingest.split;

/** A record that cannot be assigned to a split. Has no stack trace: there may be millions. */
public final class NoSplitException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  NoSplitException(String reason, String problem) {
    super(problem, null, false, false);
    this.reason = reason;
  }

  /** A short constant name that counts are kept by. */
  public String reason() {
    return reason;
  }
}
