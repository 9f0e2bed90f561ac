package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.StorageException;
import java.io.IOException;

/** What a failed Spark job means. */
final class SparkFailures {
  private SparkFailures() {}

  /** Some Spark action; its failures are checked exceptions that Scala does not declare. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws Exception;
  }

  /** Runs an action; throws the exception of ours or of the storage that a task threw. */
  static <T> T explained(Action<T> action) throws IOException {
    try {
      return action.run();
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof MillraceException ours) {
          throw ours;
        }
        if (cause instanceof StorageException storageFault) {
          throw MillraceException.environment(storageFault.getMessage(), storageFault);
        }
      }
      throw MillraceException.environment("ExampleGen: the Spark job failed: " + e, e);
    }
  }
}
