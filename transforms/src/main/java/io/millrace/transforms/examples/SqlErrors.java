package io.millrace.transforms.examples;

/** What Spark says about an expression that it does not understand. */
public final class SqlErrors {
  private SqlErrors() {}

  /** The first line, without the plan that follows. */
  public static String firstLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String first = message.strip().split("\\R", 2)[0].strip();
    return first.endsWith(";") ? first.substring(0, first.length() - 1) : first;
  }
}
