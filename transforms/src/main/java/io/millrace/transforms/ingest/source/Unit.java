package io.millrace.transforms.ingest.source;

import java.io.Serializable;
import java.util.List;

/**
 * Something that is read from its start to its end: a file, or files that belong together.
 *
 * @param files the first one names the unit in messages
 * @param positions where it can be cut: from 0 to this. What a position counts is the source's
 *     choice: records, or bytes
 * @param bytes unpacked, or a guess; shards are planned by it
 * @param packed whether going to a position costs reading all before it
 */
public record Unit(List<String> files, long positions, long bytes, boolean packed)
    implements Serializable {
  public Unit {
    files = List.copyOf(files);
  }

  /** The file that names it. */
  public String name() {
    return files.get(0);
  }
}
