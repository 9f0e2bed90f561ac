package io.millrace.transforms.ingest.source;

import io.millrace.records.ExampleBuilder;
import java.io.IOException;

/** A reader that builds each example from features. */
public abstract class BuiltRecords implements RecordReader {
  private final ExampleBuilder builder = new ExampleBuilder();
  private byte[] record = {};

  /**
   * Puts the features of the next record into the empty builder.
   *
   * @return false at the end of the slice
   */
  protected abstract boolean read(ExampleBuilder example)
      throws IOException, RejectedRecordException;

  @Override
  public final boolean next() throws IOException, RejectedRecordException {
    if (!read(builder.reset())) {
      return false;
    }
    record = builder.toByteArray();
    return true;
  }

  @Override
  public final byte[] buffer() {
    return record;
  }

  @Override
  public final int offset() {
    return 0;
  }

  @Override
  public final int length() {
    return record.length;
  }
}
