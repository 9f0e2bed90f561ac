package io.millrace.transforms.ingest;

import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.SparkRecords;
import java.util.Iterator;

/** The records of one partition of a table. */
final class RowStream implements RecordStream {
  private final Iterator<SparkRecords.Row> rows;
  private final String source;
  private byte[] record = {};
  private long index = -1;

  RowStream(Iterator<SparkRecords.Row> rows, String source) {
    this.rows = rows;
    this.source = source;
  }

  @Override
  public boolean next() throws RejectedRecordException {
    if (!rows.hasNext()) {
      return false;
    }
    index++;
    record = rows.next().get();
    return true;
  }

  @Override
  public byte[] buffer() {
    return record;
  }

  @Override
  public int offset() {
    return 0;
  }

  @Override
  public int length() {
    return record.length;
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public String positionUnit() {
    return "row";
  }

  @Override
  public long position() {
    return index;
  }

  @Override
  public void close() {
    // Spark ends the iterator with its task.
  }
}
