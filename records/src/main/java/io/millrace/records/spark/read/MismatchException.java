package io.millrace.records.spark.read;

/** A feature does not fit its column. Has no stack trace: a file may be full of them. */
final class MismatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String found;
  private final String expected;
  private final String advice;

  MismatchException(String found, String expected, String advice) {
    super(found + " (expected: " + expected + "); " + advice, null, false, false);
    this.found = found;
    this.expected = expected;
    this.advice = advice;
  }

  /** The same, naming the feature. */
  MismatchException of(String feature) {
    return new MismatchException("feature '" + feature + "': " + found, expected, advice);
  }

  String found() {
    return found;
  }

  String expected() {
    return expected;
  }

  String advice() {
    return advice;
  }
}
