package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.span.Glob;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds files by a path or a pattern: {@code *} and {@code ?} within a name, {@code [abc]}, {@code
 * [!abc]}, {@code {a,b}}. Names that start with a dot or an underscore are found only by patterns
 * that do so, too: they are what file systems and Hadoop leave behind.
 */
final class FilePattern {
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
    List<Storage.Entry> files = findAny(storage, path, folders);
    if (!files.isEmpty()) {
      return files;
    }
    if (statOrNull(storage, path) != null) {
      throw none(option, path, "no file in the folder");
    }
    if (!isPattern(path)) {
      throw MillraceException.usage(
          "%s: %s: no such file or folder (expected: the folder of the input files, or a pattern)"
              .formatted(option, path));
    }
    String base = Glob.fixedFolder(path);
    Storage.Entry folder = statOrNull(storage, base);
    if (folder == null || !folder.folder()) {
      throw MillraceException.usage(
          "%s: %s: no folder %s to look in".formatted(option, path, base));
    }
    throw none(option, path, "no file matches the pattern");
  }

  private static MillraceException none(String option, String path, String problem) {
    return MillraceException.usage(
        "%s: %s: %s (expected: at least one file)".formatted(option, path, problem));
  }

  /** As {@link #find}, but empty if there is no such path or no file. */
  static List<Storage.Entry> findAny(Storage storage, String path, Folders folders)
      throws IOException {
    Storage.Entry exact = statOrNull(storage, path);
    List<Storage.Entry> found;
    if (exact != null) {
      found =
          exact.folder() && folders == Folders.FILES
              ? matching(storage.list(path), "*")
              : List.of(exact);
    } else {
      found = isPattern(path) ? expand(storage, path) : List.of();
    }
    return found.stream()
        .filter(entry -> !entry.folder() || folders == Folders.ITSELF)
        .sorted(Comparator.comparing(Storage.Entry::uri))
        .toList();
  }

  private static boolean isPattern(String text) {
    return text.chars().anyMatch(c -> Glob.WILDCARDS.indexOf(c) >= 0);
  }

  private static List<Storage.Entry> expand(Storage storage, String path) throws IOException {
    String base = Glob.fixedFolder(path);
    Storage.Entry folder = statOrNull(storage, base);
    List<Storage.Entry> level = folder == null ? List.of() : List.of(folder);
    for (String segment : Glob.belowFixedFolder(path)) {
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
    Pattern pattern = Glob.compile(glob);
    char first = glob.charAt(0);
    return entries.stream()
        .filter(entry -> first == '.' || !entry.name().startsWith("."))
        .filter(entry -> first == '_' || !entry.name().startsWith("_"))
        .filter(entry -> pattern.matcher(entry.name()).matches())
        .toList();
  }

  private static Storage.Entry statOrNull(Storage storage, String path) throws IOException {
    try {
      return storage.stat(path);
    } catch (FileNotFoundException e) {
      return null;
    }
  }
}
