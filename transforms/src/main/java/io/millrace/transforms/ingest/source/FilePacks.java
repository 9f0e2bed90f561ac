package io.millrace.transforms.ingest.source;

import java.util.ArrayList;
import java.util.List;

/**
 * Packs small files into units: runs of up to {@value #MAX_FILES} files or about {@value
 * #MAX_BYTES} bytes, a position each.
 */
public final class FilePacks implements FileTree.Visitor {
  private static final int MAX_FILES = 1000;
  private static final long MAX_BYTES = 64L << 20;

  private final int expansion;
  private final List<Unit> units = new ArrayList<>();
  private List<String> files = new ArrayList<>();
  private long bytes;

  /**
   * An empty pack.
   *
   * @param expansion how many times larger records are than the files
   */
  public FilePacks(int expansion) {
    this.expansion = expansion;
  }

  @Override
  public void file(String uri, long length) {
    files.add(uri);
    bytes += length;
    if (files.size() == MAX_FILES || bytes >= MAX_BYTES) {
      pack();
    }
  }

  private void pack() {
    units.add(new Unit(files, files.size(), bytes * expansion, false));
    files = new ArrayList<>();
    bytes = 0;
  }

  /** All files so far, in order. */
  public List<Unit> units() {
    if (!files.isEmpty()) {
      pack();
    }
    return List.copyOf(units);
  }
}
