package io.millrace.records.spark.read;

import java.util.Arrays;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A vector that is filled row by row, batch after batch, in the same memory. All rows are null
 * until they are set. Elements of arrays are never null: their vectors have no rows.
 */
abstract class BatchVector extends ColumnVector {
  /** Null for elements of arrays. */
  protected boolean[] nulls;

  private int rows;

  BatchVector(DataType type) {
    super(type);
  }

  /** Makes room for rows; what is there stays. */
  final void reserveRows(int wanted) {
    int old = nulls == null ? 0 : nulls.length;
    if (nulls == null || wanted > old) {
      int larger = Math.max(wanted, Math.max(16, 2 * old));
      nulls = nulls == null ? new boolean[larger] : Arrays.copyOf(nulls, larger);
      Arrays.fill(nulls, old, larger, true);
      reserveValues(larger);
    }
  }

  /** Makes room for the values of rows, or of elements; what is there stays. */
  abstract void reserveValues(int wanted);

  /** Where an array must grow: its new length. */
  static int larger(int length, int wanted) {
    return Math.max(wanted, (int) Math.min(Integer.MAX_VALUE - 8, 2L * length));
  }

  /** Starts a batch: forgets all rows. Byte strings of the batch lie in this array. */
  void startBatch(byte[] buffer) {
    if (nulls != null) {
      Arrays.fill(nulls, true);
    }
  }

  /** Ends a batch of so many rows. */
  final void endBatch(int batchRows) {
    rows = batchRows;
  }

  final int rows() {
    return rows;
  }

  final void setNull(int row) {
    nulls[row] = true;
  }

  @Override
  public boolean isNullAt(int row) {
    return nulls != null && nulls[row];
  }

  @Override
  public boolean hasNull() {
    return numNulls() > 0;
  }

  @Override
  public int numNulls() {
    int count = 0;
    for (int row = 0; nulls != null && row < rows; row++) {
      count += nulls[row] ? 1 : 0;
    }
    return count;
  }

  @Override
  public void close() {
    // All memory is the heap's.
  }

  @Override
  public boolean getBoolean(int row) {
    throw unsupported();
  }

  @Override
  public byte getByte(int row) {
    throw unsupported();
  }

  @Override
  public short getShort(int row) {
    throw unsupported();
  }

  @Override
  public int getInt(int row) {
    throw unsupported();
  }

  @Override
  public long getLong(int row) {
    throw unsupported();
  }

  @Override
  public float getFloat(int row) {
    throw unsupported();
  }

  @Override
  public double getDouble(int row) {
    throw unsupported();
  }

  @Override
  public ColumnarArray getArray(int row) {
    throw unsupported();
  }

  @Override
  public ColumnarMap getMap(int row) {
    throw unsupported();
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    throw unsupported();
  }

  @Override
  public UTF8String getUTF8String(int row) {
    throw unsupported();
  }

  @Override
  public byte[] getBinary(int row) {
    throw unsupported();
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    throw unsupported();
  }

  private UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException(
        "a column of type " + dataType().catalogString() + " (expected: access of that type)");
  }
}
