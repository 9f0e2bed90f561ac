package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.examples.ExampleStream;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import java.io.IOException;
import java.util.Optional;

/** Records as examples; the first that cannot become one is an error. */
final class DirectStream implements ExampleStream {
  private final RecordStream records;
  private final Optional<String> name;

  /**
   * Records.
   *
   * @param name in place of the source, where that does not tell the part
   */
  DirectStream(RecordStream records, Optional<String> name) {
    this.records = records;
    this.name = name;
  }

  @Override
  public boolean next() {
    try {
      return records.next();
    } catch (RejectedRecordException e) {
      throw MillraceException.data(
          e.describe()
              + "; mend it, or leave such records out with ExampleGen's max_reject_fraction",
          e);
    } catch (IOException e) {
      throw MillraceException.environment(
          "the input cannot be read: " + e.getMessage() + "; check the storage", e);
    }
  }

  @Override
  public byte[] buffer() {
    return records.buffer();
  }

  @Override
  public int offset() {
    return records.offset();
  }

  @Override
  public int length() {
    return records.length();
  }

  @Override
  public String source() {
    return name.orElseGet(records::source);
  }

  @Override
  public String positionUnit() {
    return records.positionUnit();
  }

  @Override
  public long position() {
    return records.position();
  }

  @Override
  public void close() {
    try {
      records.close();
    } catch (IOException e) {
      throw MillraceException.environment(
          "the input cannot be closed: " + e.getMessage() + "; check the storage", e);
    }
  }
}
