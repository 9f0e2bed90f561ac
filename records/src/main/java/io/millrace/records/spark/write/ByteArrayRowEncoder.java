package io.millrace.records.spark.write;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** Rows of one binary column as records of its bytes. */
final class ByteArrayRowEncoder extends RowEncoder {
  private final String column;
  private final int ordinal;

  ByteArrayRowEncoder(String column, int ordinal) {
    this.column = column;
    this.ordinal = ordinal;
  }

  @Override
  void appendPayload(InternalRow row, FrameBuffer out) {
    if (row.isNullAt(ordinal)) {
      throw new IllegalArgumentException(
          "column '%s', row %,d of the task: found null (expected: the bytes of a record); filter such rows out"
              .formatted(column, rows()));
    }
    UTF8String bytes = BytesFeatures.at(row, ordinal, DataTypes.BinaryType);
    out.reserve(bytes.numBytes());
    out.putText(bytes);
  }
}
