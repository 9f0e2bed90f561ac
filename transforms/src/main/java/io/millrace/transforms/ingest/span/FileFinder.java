package io.millrace.transforms.ingest.span;

import io.millrace.artifacts.storage.Storage;
import java.io.IOException;
import java.util.List;

/** Finds files by a path or a pattern without specs. */
public interface FileFinder {
  /**
   * The files, sorted by URI; empty if there are none.
   *
   * @param place a path or pattern
   */
  List<Storage.Entry> find(String place) throws IOException;

  /**
   * The files, sorted by URI.
   *
   * @param option that names the place, for messages
   * @throws io.millrace.artifacts.MillraceException (usage) if there are none
   */
  List<Storage.Entry> find(String place, String option) throws IOException;
}
