package io.millrace.records.spark.read;

import io.millrace.records.spark.files.DroppedRecords;
import io.millrace.records.spark.files.FileSlice;
import io.millrace.records.spark.files.SliceReader;
import io.millrace.records.spark.options.ReadOptions;
import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** The records of one slice after the other, and their counts. */
final class SliceSequence implements Closeable {
  private final FileSlice[] slices;
  private final ReadOptions options;
  private final Configuration hadoop;
  private final boolean framesOnly;
  private int next;
  private SliceReader reader;
  private final DroppedRecords dropped;
  private long bytesSkipped;

  SliceSequence(FileSlice[] slices, ReadOptions options, Configuration hadoop, boolean framesOnly) {
    this.slices = slices;
    this.options = options;
    this.hadoop = hadoop;
    this.framesOnly = framesOnly;
    this.dropped = new DroppedRecords(options);
  }

  /** Goes to the next record of the current slice; false at its end, or if there is none. */
  boolean nextRecord() throws IOException {
    if (reader == null) {
      return false;
    }
    boolean more = reader.next();
    dropped.check(reader);
    return more;
  }

  /**
   * Counts the current record as left out, or given as nulls.
   *
   * @throws IOException if there are more of them than the options allow
   */
  void drop(String found, String expected) throws IOException {
    reader.dropped(found, expected);
    dropped.check(reader);
  }

  /** Goes before the first record of the next slice; false behind the last one. */
  boolean nextSlice() throws IOException {
    closeSlice();
    if (next == slices.length) {
      return false;
    }
    FileSlice slice = slices[next++];
    reader =
        framesOnly
            ? SliceReader.frames(slice, options, hadoop)
            : SliceReader.open(slice, options, hadoop);
    return true;
  }

  /** The current slice. */
  FileSlice slice() {
    return slices[next - 1];
  }

  /** The reader of the current slice. */
  SliceReader reader() {
    return reader;
  }

  CustomTaskMetric[] metrics() {
    return ReadMetrics.values(
        dropped.count(reader), bytesSkipped + (reader == null ? 0 : reader.bytesSkipped()));
  }

  private void closeSlice() throws IOException {
    SliceReader closed = reader;
    if (closed != null) {
      reader = null;
      dropped.add(closed);
      bytesSkipped += closed.bytesSkipped();
      closed.close();
    }
  }

  @Override
  public void close() throws IOException {
    next = slices.length;
    closeSlice();
    dropped.tell();
  }
}
