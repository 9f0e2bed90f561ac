package io.millrace.artifacts;

import io.millrace.artifacts.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where artefacts lie below a pipeline's root, as in TFX:
 *
 * <pre>
 * root/node/channel/execution-id/                 a published artefact
 * root/node/channel/execution-id/Split-name/      one split of it
 * root/node/.system/staging/execution-id/channel/ the same before it is published
 * </pre>
 *
 * @param root the pipeline's root, a folder
 */
public record ArtifactLayout(String root) {
  private static final String SPLIT_PREFIX = "Split-";

  /** Drops slashes at the end. */
  public ArtifactLayout {
    while (root.length() > 1 && root.endsWith("/")) {
      root = root.substring(0, root.length() - 1);
    }
  }

  /** The folder of a published artefact. */
  public String output(String node, String channel, long executionId) {
    return join(root, node, channel, Long.toString(executionId));
  }

  /** The folder in which the executions of a node stage their outputs. */
  public String staging(String node) {
    return join(root, node, ".system", "staging");
  }

  /** The folder in which one execution stages its outputs. */
  public String staging(String node, long executionId) {
    return join(staging(node), Long.toString(executionId));
  }

  /** The hidden folder beside an artefact in which tasks leave files until they are accepted. */
  public static String attempts(String artefactUri) {
    String folder = artefactUri.replaceFirst("/+$", "");
    int name = folder.lastIndexOf('/') + 1;
    return folder.substring(0, name) + "." + folder.substring(name) + ".attempts";
  }

  /** The folder of a split of an artefact. */
  public static String split(String artefactUri, String split) {
    return Storage.resolve(artefactUri, SPLIT_PREFIX + split);
  }

  /**
   * The splits of an artefact: from its manifest in that order, else its {@code Split-} folders
   * sorted by name; empty if it has none.
   *
   * @throws MillraceException (data) if the artefact is not there or its manifest is malformed
   */
  public static List<String> splits(Storage storage, String artefactUri) throws IOException {
    var manifest = Manifest.readIfPresent(storage, artefactUri);
    if (manifest.isPresent()) {
      return manifest.get().splits();
    }
    try {
      return storage.list(artefactUri).stream()
          .filter(entry -> entry.folder() && entry.name().startsWith(SPLIT_PREFIX))
          .map(entry -> entry.name().substring(SPLIT_PREFIX.length()))
          .toList();
    } catch (FileNotFoundException e) {
      throw MillraceException.data(
          artefactUri + ": no such artefact (expected: a folder with " + SPLIT_PREFIX + "NAME)", e);
    }
  }

  /**
   * The property {@code split_names} as TFX writes it: a JSON list with a blank after each comma,
   * such as {@code ["train", "eval"]}.
   */
  public static String splitNames(List<String> splits) {
    return splits.stream()
        .map(name -> '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String join(String first, String... rest) {
    String path = first;
    for (String part : rest) {
      path = Storage.resolve(path, part);
    }
    return path;
  }
}
