package io.millrace.artifacts;

/**
 * The one unchecked exception that Millrace raises on purpose. Its message says what went wrong,
 * where (file, record, byte, YAML line), what was found, what was expected and what to do; its
 * category decides the exit code of the process.
 */
public final class MillraceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Who can mend it; ordinals are not stored. */
  public enum Category {
    /** The pipeline ran and failed: broken data, anomalies, a failed component. */
    DATA(1),
    /** The command, an option or the pipeline file is wrong. */
    USAGE(2),
    /** Storage, memory, the native library or the cluster is at fault. */
    ENVIRONMENT(3),
    /** A defect of Millrace. */
    INTERNAL(1);

    private final int exitCode;

    Category(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The exit code of a process that ends with this category. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final Category category;

  private MillraceException(Category category, String message, Throwable cause) {
    super(message, cause);
    this.category = category;
  }

  /** Broken or unexpected data; {@code cause} may be null. */
  public static MillraceException data(String message, Throwable cause) {
    return new MillraceException(Category.DATA, message, cause);
  }

  /** Broken or unexpected data. */
  public static MillraceException data(String message) {
    return data(message, null);
  }

  /** A wrong command, option or pipeline file. */
  public static MillraceException usage(String message) {
    return new MillraceException(Category.USAGE, message, null);
  }

  /** A fault of storage, memory, native library or cluster; {@code cause} may be null. */
  public static MillraceException environment(String message, Throwable cause) {
    return new MillraceException(Category.ENVIRONMENT, message, cause);
  }

  /** A defect of Millrace; {@code cause} may be null. */
  public static MillraceException internal(String message, Throwable cause) {
    return new MillraceException(Category.INTERNAL, message, cause);
  }

  /**
   * The first of these among an exception and its causes, else the exception itself: Spark wraps
   * what a task threw, and throws its checked SparkException undeclared.
   */
  public static Exception unwrapped(Exception exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof MillraceException found) {
        return found;
      }
    }
    return exception;
  }

  /** Who can mend it. */
  public Category category() {
    return category;
  }
}
