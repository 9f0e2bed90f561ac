package io.millrace.model.evaluate;

import io.millrace.artifacts.MillraceException;

/** Finds the exception that a task raised inside the one that Spark raises on the driver. */
final class TaskFailure {
  private TaskFailure() {}

  /** The first {@link MillraceException} among the causes, else the exception itself. */
  static Exception unwrap(Exception exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof MillraceException found) {
        return found;
      }
    }
    return exception;
  }
}
