package io.millrace.transforms.ingest.source;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the path of a file says about it. Labels by folder: {@code LABEL/FILE} or {@code
 * SPLIT/LABEL/FILE}. Labels by the file's name, or none: {@code FILE} or {@code SPLIT/FILE}.
 */
public final class FileNaming implements Serializable {
  private static final long serialVersionUID = 1L;

  private final boolean byFolder;
  private final Pattern pattern;

  /** What a path says; {@code null} is what it does not say. */
  public record Named(String split, String label, String name) {}

  private FileNaming(boolean byFolder, Pattern pattern) {
    this.byFolder = byFolder;
    this.pattern = pattern;
  }

  /** Labels by this pattern of the names, else by the folder, or none if {@code unlabelled}. */
  public static FileNaming of(Optional<String> labelPattern, boolean unlabelled) {
    return new FileNaming(
        labelPattern.isEmpty() && !unlabelled, labelPattern.map(Pattern::compile).orElse(null));
  }

  /** The fewest names in a path. */
  public int minDepth() {
    return byFolder ? 2 : 1;
  }

  /** The most names in a path. */
  public int maxDepth() {
    return minDepth() + 1;
  }

  /** How a path looks, for messages. */
  public String shape() {
    return byFolder ? "<label>/<file> or <split>/<label>/<file>" : "<file> or <split>/<file>";
  }

  /** Rejects a file whose name the pattern does not match. */
  public void checkLabel(Named named, String uri) throws RejectedRecordException {
    if (pattern != null && named.label == null) {
      throw WholeFile.rejected(
          "no_label",
          uri,
          "name",
          "'%s' does not match label_pattern '%s' (expected: its group to be the label)"
              .formatted(named.name, pattern),
          new byte[0]);
    }
  }

  /**
   * What a path says.
   *
   * @param depth names in it below the base
   * @return with a null label if there is none, or the pattern does not match
   */
  public Named named(String uri, int depth) {
    int slash = uri.lastIndexOf('/');
    String name = uri.substring(slash + 1);
    String split = null;
    String label = null;
    if (byFolder) {
      int above = uri.lastIndexOf('/', slash - 1);
      label = uri.substring(above + 1, slash);
      slash = above;
    } else if (pattern != null) {
      Matcher matcher = pattern.matcher(name);
      label = matcher.matches() ? matcher.group(1) : null;
    }
    if (depth == maxDepth()) {
      split = uri.substring(uri.lastIndexOf('/', slash - 1) + 1, slash);
    }
    return new Named(split, label, name);
  }
}
