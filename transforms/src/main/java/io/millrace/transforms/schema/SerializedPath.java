package io.millrace.transforms.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * TFDV's written form of a feature's path, the key of anomalies and the name of string domains:
 * {@code parent.child}, each step as it is, or in single quotes, with those inside doubled, if it
 * is empty or holds a dot, a quote or a parenthesis. A step {@code (any.name)} stands for itself.
 */
public final class SerializedPath {
  private static final Pattern STANDARD = Pattern.compile("\\([^()]*\\)|[^().']+", Pattern.DOTALL);
  private static final Pattern STEP =
      Pattern.compile("'((?:''|[^'])*)'|(\\([^()]*\\)|[^().']+)", Pattern.DOTALL);

  private SerializedPath() {}

  /** The written form of a path of one step. */
  public static String of(String step) {
    return STANDARD.matcher(step).matches() ? step : "'" + step.replace("'", "''") + "'";
  }

  /** The written form of a path, from the outermost step to the innermost. */
  public static String of(List<String> steps) {
    return steps.stream().map(SerializedPath::of).collect(Collectors.joining("."));
  }

  /**
   * The steps of a written path. What is not written by the rules, such as {@code it's}, is taken
   * as one step.
   */
  public static List<String> parse(String text) {
    List<String> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(text);
    int at = 0;
    while (matcher.find(at) && matcher.start() == at) {
      steps.add(matcher.group(1) != null ? matcher.group(1).replace("''", "'") : matcher.group(2));
      if (matcher.end() == text.length()) {
        return List.copyOf(steps);
      }
      if (text.charAt(matcher.end()) != '.') {
        break;
      }
      at = matcher.end() + 1;
    }
    return List.of(text);
  }
}
