package io.millrace.transforms.ingest.source;

import io.millrace.artifacts.storage.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalLong;

/**
 * Files that can be read in slices, in an order that depends on their names and content only.
 *
 * @param units of each input split, in order
 * @param opener goes to tasks
 * @param positionUnit what a position counts: {@code records} or {@code bytes}, for progress
 * @param records of all units where the source knows, rejected ones included; checked against what
 *     tasks read
 */
public record FileSlices(
    Payload payload,
    List<List<Unit>> units,
    Opener opener,
    String positionUnit,
    OptionalLong records)
    implements SourceRecords {
  public FileSlices {
    units = units.stream().map(List::copyOf).toList();
  }

  /** Opens slices in tasks. */
  @FunctionalInterface
  public interface Opener extends Serializable {
    /**
     * Opens the records that begin at positions from {@code from} to before {@code to}; the caller
     * closes the reader. A reader that reaches the unit's end checks that nothing follows.
     */
    RecordReader open(Storage storage, Unit unit, long from, long to) throws IOException;
  }
}
