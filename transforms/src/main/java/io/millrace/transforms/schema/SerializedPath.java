package io.millrace.transforms.schema;

/** TFDV's written form of a feature's path, the key of anomalies and the name of string domains. */
public final class SerializedPath {
  private SerializedPath() {}

  /**
   * The path of one step: the step itself, or in single quotes, with those inside doubled, if it is
   * empty or holds a dot, a quote or a parenthesis. {@code (name)} stands for itself.
   */
  public static String of(String step) {
    boolean extension =
        step.length() > 2
            && step.startsWith("(")
            && step.endsWith(")")
            && isPlain(step.substring(1, step.length() - 1).replace(".", ""));
    return isPlain(step) || extension ? step : "'" + step.replace("'", "''") + "'";
  }

  private static boolean isPlain(String step) {
    return !step.isEmpty()
        && step.chars().noneMatch(c -> c == '.' || c == '\'' || c == '(' || c == ')');
  }
}
