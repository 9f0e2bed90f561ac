package io.millrace.records.spark.write;

import org.apache.spark.sql.catalyst.InternalRow;

/** Appends rows as frames. Belongs to one task. */
abstract class RowEncoder {
  private long rows;

  /**
   * Appends a row as one frame.
   *
   * @throws IllegalArgumentException if a value cannot be written; says which, and where
   */
  final void append(InternalRow row, FrameBuffer out) {
    out.startFrame();
    appendPayload(row, out);
    out.endFrame();
    rows++;
  }

  abstract void appendPayload(InternalRow row, FrameBuffer out);

  /** How many rows were appended before the current one. */
  final long rows() {
    return rows;
  }
}
