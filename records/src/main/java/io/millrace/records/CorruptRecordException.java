package io.millrace.records;

import java.io.IOException;

/** A TFRecord file that is broken at a known place. */
public final class CorruptRecordException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long recordIndex;
  private final long byteOffset;

  CorruptRecordException(
      String file, long recordIndex, long byteOffset, String problem, Throwable cause) {
    super(
        String.format("%s: record %,d at byte %,d: %s", file, recordIndex, byteOffset, problem),
        cause);
    this.file = file;
    this.recordIndex = recordIndex;
    this.byteOffset = byteOffset;
  }

  /** The name that the reader was opened with. */
  public String file() {
    return file;
  }

  /** The 0-based index of the record. */
  public long recordIndex() {
    return recordIndex;
  }

  /** Where the record begins, in bytes of the uncompressed stream. */
  public long byteOffset() {
    return byteOffset;
  }
}
