package io.millrace.transforms.ingest.table;

/** A value that has no place in an example; has no stack trace, there may be millions. */
final class BadValueException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  BadValueException(String reason, String feature, String problem) {
    super("column '" + feature + "': " + problem, null, false, false);
    this.reason = reason;
  }

  static BadValueException nullInList(String feature) {
    return new BadValueException(
        "null_in_list",
        feature,
        "found null in a list (expected: none); remove or replace it in select, as by"
            + " array_compact");
  }

  /** The constant name that rejects are counted by. */
  String reason() {
    return reason;
  }
}
