package io.millrace.transforms.ingest;

import io.millrace.transforms.examples.CurrentExample;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import java.io.Closeable;
import java.io.IOException;

/** The records that one task reads, in order. Belongs to its thread. */
interface RecordStream extends CurrentExample, Closeable {
  /**
   * Goes to the next record; false at the end.
   *
   * @throws RejectedRecordException if what stands there cannot become an example
   */
  boolean next() throws IOException, RejectedRecordException;
}
