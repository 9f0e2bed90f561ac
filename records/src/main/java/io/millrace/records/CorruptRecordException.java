package io.millrace.records;

import java.io.IOException;

/** A TFRecord file is truncated or damaged; says where, what was found and what was expected. */
public final class CorruptRecordException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long recordIndex;
  private final long byteOffset;
  private final String found;
  private final String expected;
  private final boolean ambiguous;

  CorruptRecordException(
      String file, long recordIndex, long byteOffset, Problem problem, Throwable cause) {
    super(
        "%s: record %,d at byte %,d: found %s (expected: %s); %s"
            .formatted(
                file,
                recordIndex,
                byteOffset,
                problem.found(),
                problem.expected(),
                problem.advice()),
        cause);
    this.file = file;
    this.recordIndex = recordIndex;
    this.byteOffset = byteOffset;
    this.found = problem.found();
    this.expected = problem.expected();
    this.ambiguous = problem.ambiguous();
  }

  /** What is wrong and what to do about it. */
  record Problem(String found, String expected, String advice, boolean ambiguous) {
    Problem(String found, String expected, String advice) {
      this(found, expected, advice, false);
    }

    static Problem truncated(String found, String expected) {
      return new Problem(found, expected, "the file is truncated, fetch or write it again");
    }

    static Problem damaged(String found, String expected) {
      return new Problem(found, expected, "the file is damaged, fetch or write it again");
    }
  }

  /** The file, as it was named when it was opened. */
  public String file() {
    return file;
  }

  /** The index of the record, from 0. */
  public long recordIndex() {
    return recordIndex;
  }

  /** Where the record starts, in bytes of the uncompressed stream. */
  public long byteOffset() {
    return byteOffset;
  }

  /** What was found. */
  public String found() {
    return found;
  }

  /**
   * Whether nothing is damaged, but ranges of the file cannot be told apart: then no part of it may
   * be read as a range.
   */
  public boolean isAmbiguous() {
    return ambiguous;
  }

  /** What was expected. */
  public String expected() {
    return expected;
  }
}
