package io.millrace.transforms.ingest.source;

import io.millrace.artifacts.storage.Storage;
import java.util.List;

/**
 * The files of one input split.
 *
 * @param place where they were looked for, for messages
 * @param spanPlaces where those of each span were found; the place itself if it names no spans
 * @param files sorted by span, then by URI, at least one; folders only for sources that look into
 *     them
 */
public record InputFiles(String place, List<String> spanPlaces, List<Storage.Entry> files) {
  public InputFiles {
    spanPlaces = List.copyOf(spanPlaces);
    files = List.copyOf(files);
  }

  /** Files of a place that names no spans. */
  public InputFiles(String place, List<Storage.Entry> files) {
    this(place, List.of(place), files);
  }

  /** Whether this is a folder that was asked for as it is, none that a pattern found. */
  public boolean isPlace(Storage.Entry file) {
    return file.folder() && spanPlaces.contains(file.uri());
  }

  /**
   * The folders that names of files are told from, each with a slash at its end: the folder that
   * was asked for, or that which holds what a pattern found.
   */
  public List<String> bases() {
    return files.stream()
        .map(
            file ->
                isPlace(file)
                    ? Storage.resolve(file.uri(), "")
                    : file.uri().substring(0, file.uri().length() - file.name().length()))
        .distinct()
        .toList();
  }
}
