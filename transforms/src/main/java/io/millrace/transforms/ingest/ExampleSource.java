package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** A format that ExampleGen reads. Implementations hold no state; tasks get copies. */
interface ExampleSource extends Serializable {
  /**
   * Something that is read from its start to its end: a file, or files that belong together.
   *
   * @param files the first one names the unit in messages
   * @param positions where it can be cut: from 0 to this; the count of records where each position
   *     is one
   * @param bytes unpacked
   * @param packed whether going to a position costs reading all before it
   */
  record Unit(List<String> files, long positions, long bytes, boolean packed)
      implements Serializable {
    public Unit {
      files = List.copyOf(files);
    }
  }

  /** Reads examples from a position of a unit on. */
  interface Reader extends Closeable {
    /**
     * Puts the features of the next example into an empty builder.
     *
     * @throws io.millrace.artifacts.MillraceException (data) if the file is damaged here
     */
    void read(ExampleBuilder builder) throws IOException;

    /**
     * Checks that nothing follows the last position.
     *
     * @throws io.millrace.artifacts.MillraceException (data) if something does
     */
    void expectEnd() throws IOException;
  }

  /**
   * Finds the units among the files of an input split, in an order that depends on their names
   * only. Runs on the driver and reads no more than headers.
   *
   * @param place where the files were looked for, for messages
   * @throws io.millrace.artifacts.MillraceException if there are none, or they do not fit together
   */
  List<Unit> units(Storage storage, String place, List<Storage.Entry> files) throws IOException;

  /** Opens a unit in a task; the caller closes the reader. */
  Reader open(Storage storage, Unit unit, long firstPosition) throws IOException;
}
