package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.span.FileFinder;
import java.io.IOException;
import java.util.List;

/** Finds files for spans as ExampleGen does. */
record PlacedFiles(Storage storage, FilePattern.Folders folders) implements FileFinder {
  @Override
  public List<Storage.Entry> find(String place) throws IOException {
    return FilePattern.findAny(storage, place, folders);
  }

  @Override
  public List<Storage.Entry> find(String place, String option) throws IOException {
    return FilePattern.find(storage, place, option, folders);
  }
}
