package io.millrace.transforms.ingest.csv;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.RecordReader;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens slices in tasks, by what the survey has found. */
final class CsvOpener implements FileSlices.Opener {
  private static final long serialVersionUID = 1L;

  private final Dialect dialect;
  private final HashMap<String, FileIndex> files;
  private final List<Layout> layouts;

  CsvOpener(Dialect dialect, Map<String, FileIndex> files, List<Layout> layouts) {
    this.dialect = dialect;
    this.files = new HashMap<>(files);
    this.layouts = List.copyOf(layouts);
  }

  @Override
  public RecordReader open(Storage storage, Unit unit, long from, long to) throws IOException {
    FileIndex index = files.get(unit.name());
    return CsvReader.open(storage, unit, dialect, index, layouts.get(index.layout()), from, to);
  }
}
