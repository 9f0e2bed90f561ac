package io.millrace.transforms.graph;

import io.millrace.artifacts.MillraceException;

/** What Spark throws when a task fails, as what the task threw. */
final class TaskFailures {
  private TaskFailures() {}

  /** A piece of work that runs Spark jobs. */
  @FunctionalInterface
  interface Work<T> {
    /** Runs it. */
    T run() throws Exception;
  }

  /** Runs a piece of work; a MillraceException or a lacking native library comes out of a task. */
  static <T> T unwrapped(Work<T> work) throws Exception {
    try {
      return work.run();
    } catch (Exception e) {
      // Not only RuntimeException: Spark throws its checked SparkException undeclared.
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof MillraceException found) {
          throw found;
        }
        if (cause instanceof LinkageError missing) {
          throw NativeLibrary.missing(missing);
        }
      }
      throw e;
    }
  }
}
