package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Finds files by a path or a pattern: {@code *} and {@code ?} within a name, {@code [abc]}, {@code
 * [!abc]}, {@code {a,b}}. Names that start with a dot or an underscore are found only by patterns
 * that do so, too: they are what file systems and Hadoop leave behind.
 */
final class FilePattern {
  private static final String WILDCARDS = "*?[{";

  private FilePattern() {}

  /** What a path that names a folder stands for. */
  enum Folders {
    /** The files in it; a pattern leaves folders out. */
    FILES,
    /** The folder. */
    ITSELF
  }

  /**
   * The files at a path: of a folder its files, a file itself, or those that match the pattern;
   * sorted by URI.
   *
   * @param option the name of the option, for messages
   * @throws MillraceException (usage) if there is no such path or no file
   */
  static List<Storage.Entry> find(Storage storage, String path, String option, Folders folders)
      throws IOException {
    Storage.Entry exact = statOrNull(storage, path);
    List<Storage.Entry> found;
    if (exact != null) {
      found =
          exact.folder() && folders == Folders.FILES
              ? matching(storage.list(path), "*")
              : List.of(exact);
    } else if (isPattern(path)) {
      found = expand(storage, path, option);
    } else {
      throw MillraceException.usage(
          "%s: %s: no such file or folder (expected: the folder of the input files, or a pattern)"
              .formatted(option, path));
    }
    List<Storage.Entry> files =
        found.stream()
            .filter(entry -> !entry.folder() || folders == Folders.ITSELF)
            .sorted(Comparator.comparing(Storage.Entry::uri))
            .toList();
    if (files.isEmpty()) {
      throw MillraceException.usage(
          "%s: %s: %s (expected: at least one file)"
              .formatted(
                  option,
                  path,
                  exact == null ? "no file matches the pattern" : "no file in the folder"));
    }
    return files;
  }

  private static boolean isPattern(String text) {
    return text.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
  }

  private static List<Storage.Entry> expand(Storage storage, String path, String option)
      throws IOException {
    int firstWildcard = 0;
    while (WILDCARDS.indexOf(path.charAt(firstWildcard)) < 0) {
      firstWildcard++;
    }
    int slash = path.lastIndexOf('/', firstWildcard);
    String base = slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
    Storage.Entry folder = statOrNull(storage, base);
    if (folder == null || !folder.folder()) {
      throw MillraceException.usage(
          "%s: %s: no folder %s to look in".formatted(option, path, base));
    }
    List<Storage.Entry> level = List.of(folder);
    for (String segment : path.substring(slash + 1).split("/+")) {
      List<Storage.Entry> next = new ArrayList<>();
      for (Storage.Entry entry : level) {
        if (entry.folder()) {
          next.addAll(matching(storage.list(entry.uri()), segment));
        }
      }
      level = next;
    }
    return level;
  }

  private static List<Storage.Entry> matching(List<Storage.Entry> entries, String glob) {
    Pattern pattern = compile(glob);
    char first = glob.charAt(0);
    return entries.stream()
        .filter(entry -> first == '.' || !entry.name().startsWith("."))
        .filter(entry -> first == '_' || !entry.name().startsWith("_"))
        .filter(entry -> pattern.matcher(entry.name()).matches())
        .toList();
  }

  /** The regular expression of a pattern for one name. */
  static Pattern compile(String glob) {
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
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw MillraceException.usage(
          "'" + glob + "': not a file pattern (expected: *, ?, [a-z], [!a-z] or {a,b} in it)");
    }
  }

  private static Storage.Entry statOrNull(Storage storage, String path) throws IOException {
    try {
      return storage.stat(path);
    } catch (FileNotFoundException e) {
      return null;
    }
  }
}
