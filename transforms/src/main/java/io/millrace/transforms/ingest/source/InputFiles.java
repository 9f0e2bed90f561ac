package io.millrace.transforms.ingest.source;

import io.millrace.artifacts.storage.Storage;
import java.util.List;

/**
 * The files of one input split.
 *
 * @param place where they were looked for, for messages
 * @param files sorted by URI, at least one; folders only for sources that look into them
 */
public record InputFiles(String place, List<Storage.Entry> files) {
  public InputFiles {
    files = List.copyOf(files);
  }

  /**
   * The folders that names of files are told from, each with a slash at its end: the folder that
   * was asked for, or that which holds what a pattern found.
   */
  public List<String> bases() {
    return files.stream()
        .map(
            file ->
                file.folder() && file.uri().equals(place)
                    ? Storage.resolve(file.uri(), "")
                    : file.uri().substring(0, file.uri().length() - file.name().length()))
        .distinct()
        .toList();
  }
}
