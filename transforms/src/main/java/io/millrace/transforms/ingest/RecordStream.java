package io.millrace.transforms.ingest;

import io.millrace.transforms.ingest.source.RejectedRecordException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Locale;

/** The records that one task reads, in order. Belongs to its thread. */
interface RecordStream extends Closeable {
  /**
   * Goes to the next record; false at the end.
   *
   * @throws RejectedRecordException if what stands there cannot become an example
   */
  boolean next() throws IOException, RejectedRecordException;

  /** The array that holds the current record. */
  byte[] buffer();

  /** Where it begins. */
  int offset();

  /** Its bytes. */
  int length();

  /** The file it comes from. */
  String source();

  /** What {@link #position} counts, such as {@code record} or {@code byte}. */
  String positionUnit();

  /** Where it is in the file. */
  long position();

  /** Where it is in the file, in words. */
  default String place() {
    return String.format(Locale.ROOT, "%s %,d", positionUnit(), position());
  }
}
