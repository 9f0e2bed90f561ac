package io.millrace.transforms.ingest.source;

import java.io.Closeable;
import java.io.IOException;

/**
 * Reads the records of one slice in their order: {@link #buffer()}, {@link #offset()} and {@link
 * #length()} show the current one until the next call of {@link #next()}. A {@code tf.Example} is
 * in its deterministic form, map entries sorted by name. Belongs to one task's thread.
 */
public interface RecordReader extends Closeable {
  /**
   * Goes to the next record.
   *
   * @return false at the end of the slice, however often it is called there
   * @throws RejectedRecordException if what stands there cannot become an example; the next call
   *     goes on behind it
   * @throws io.millrace.artifacts.MillraceException (data) if the file is damaged so that nothing
   *     behind this place can be read
   */
  boolean next() throws IOException, RejectedRecordException;

  /** The array that holds the current record. */
  byte[] buffer();

  /** Where it begins in {@link #buffer()}. */
  int offset();

  /** Its bytes. */
  int length();

  /** The position of the unit at which the current record, or the one just rejected, begins. */
  long position();
}
