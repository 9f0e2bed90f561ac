package io.millrace.artifacts.options;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where a value of the configuration stands.
 *
 * @param source the file as the user named it, or a flag such as {@code --set trainer.epochs=3};
 *     empty if unknown
 * @param folder relative paths are resolved against it; empty for the working directory
 * @param line from 1, or 0 where lines mean nothing
 * @param column from 1, or 0
 */
public record Location(String source, String folder, int line, int column) {
  /** Nowhere: values that were made in code. */
  public static final Location NONE = new Location("", "", 0, 0);

  private static final Pattern SCHEME =
      Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*", Pattern.DOTALL);

  /** A value given by a flag; relative paths are those of the working directory. */
  public static Location flag(String flag) {
    return new Location(flag, "", 0, 0);
  }

  /** {@code conf/x.yaml:14:7: } in front of a message, or nothing if the place is unknown. */
  public String prefix() {
    if (source.isEmpty()) {
      return "";
    }
    return line == 0 ? source + ": " : source + ":" + line + ":" + column + ": ";
  }

  /**
   * The absolute form of a path found here: URIs and absolute paths are returned as they are,
   * relative ones are resolved against {@link #folder} and normalized.
   */
  public String resolve(String path) {
    if (path.isEmpty() || path.startsWith("/") || SCHEME.matcher(path).matches()) {
      return path;
    }
    if (SCHEME.matcher(folder).matches()) {
      String base = folder.endsWith("/") ? folder : folder + "/";
      return URI.create(base).resolve(path).toString();
    }
    return Path.of(folder).toAbsolutePath().resolve(path).normalize().toString();
  }
}
