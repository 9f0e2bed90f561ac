package io.millrace.transforms.ingest.span;

import io.millrace.artifacts.MillraceException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A pattern of one name: {@code *}, {@code ?}, {@code [abc]}, {@code [!abc]}, {@code {a,b}}. */
public final class Glob {
  /** The characters that make a path a pattern. */
  public static final String WILDCARDS = "*?[{";

  private Glob() {}

  /**
   * The regular expression of a pattern.
   *
   * @throws MillraceException (usage) if it is none
   */
  public static Pattern compile(String glob) {
    return compile(glob, regex(glob));
  }

  static Pattern compile(String glob, String regex) {
    try {
      return Pattern.compile(regex, Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw MillraceException.usage(
          "'" + glob + "': not a file pattern (expected: *, ?, [a-z], [!a-z] or {a,b} in it)");
    }
  }

  /** The text of the regular expression. */
  static String regex(String glob) {
    StringBuilder regex = new StringBuilder();
    boolean choice = false;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int close = c == '[' ? glob.indexOf(']', i + 2) : -1;
      if (close > 0) {
        String set = glob.substring(i + 1, close);
        boolean not = set.startsWith("!");
        regex
            .append(not ? "[^" : "[")
            .append((not ? set.substring(1) : set).replaceAll("[\\\\\\[\\]&^]", "\\\\$0"))
            .append(']');
        i = close;
      } else if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (c == '{' && !choice && glob.indexOf('}', i) > 0) {
        choice = true;
        regex.append("(?:");
      } else if (c == ',' && choice) {
        regex.append('|');
      } else if (c == '}' && choice) {
        choice = false;
        regex.append(')');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }

  /**
   * The folder above the first wildcard of a path, such as {@code /data} of <code>/data/{a,b}/*
   * </code>; {@code .} where it begins with a name that holds one.
   *
   * @param path with a wildcard
   */
  public static String fixedFolder(String path) {
    int slash = slash(path);
    return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
  }

  /** The names below {@link #fixedFolder} of a path with a wildcard. */
  public static List<String> belowFixedFolder(String path) {
    return Pattern.compile("/")
        .splitAsStream(path.substring(slash(path) + 1))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** The slash before the name of the first wildcard, or -1. */
  private static int slash(String path) {
    int wildcard = 0;
    while (WILDCARDS.indexOf(path.charAt(wildcard)) < 0) {
      wildcard++;
    }
    return path.lastIndexOf('/', wildcard);
  }
}
