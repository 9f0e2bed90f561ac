package io.millrace.records.spark.read;

import org.apache.spark.sql.connector.read.streaming.Offset;

/** How far a stream has come: the number of the last batch of files, from 0; -1 before any. */
final class FileOffset extends Offset {
  private final long batch;

  FileOffset(long batch) {
    this.batch = batch;
  }

  /**
   * Reads the text of {@link #json}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static FileOffset parse(String json) {
    try {
      return new FileOffset(Long.parseLong(json.trim()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "found the offset '"
              + json
              + "' (expected: the number of a batch); the checkpoint belongs to another source",
          e);
    }
  }

  long batch() {
    return batch;
  }

  @Override
  public String json() {
    return Long.toString(batch);
  }
}
