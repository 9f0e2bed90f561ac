package io.millrace.transforms.ingest.source;

import io.millrace.artifacts.storage.Storage;
import java.util.List;

/**
 * The files of one input split.
 *
 * @param place where they were looked for, for messages
 * @param files sorted by URI, at least one
 */
public record InputFiles(String place, List<Storage.Entry> files) {
  public InputFiles {
    files = List.copyOf(files);
  }
}
