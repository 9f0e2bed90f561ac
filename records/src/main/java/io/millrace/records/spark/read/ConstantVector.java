package io.millrace.records.spark.read;

import io.millrace.records.spark.files.FileSlice;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.types.UTF8String;

/** The value of a partition column, the same in all rows of a slice. */
final class ConstantVector extends BatchVector {
  /** Catalyst's internal value. */
  private final Object value;

  private final long integer;
  private final double real;

  ConstantVector(DataType type, Object value) {
    super(type);
    this.value = value;
    integer =
        value instanceof Boolean flag
            ? (flag ? 1 : 0)
            : value instanceof Number number ? number.longValue() : 0;
    real = value instanceof Number number ? number.doubleValue() : 0;
  }

  /** Vectors, and behind them one for each partition column of a slice. */
  static ColumnVector[] append(
      List<? extends ColumnVector> vectors, StructType partitionColumns, FileSlice slice) {
    Object[] values = slice.partitionValues();
    if (values.length != partitionColumns.length()) {
      throw new IllegalArgumentException(
          "%s: %d partition values (expected: %d)"
              .formatted(slice.path(), values.length, partitionColumns.length()));
    }
    ColumnVector[] all = vectors.toArray(new ColumnVector[vectors.size() + values.length]);
    for (int i = 0; i < values.length; i++) {
      all[vectors.size() + i] = new ConstantVector(partitionColumns.apply(i).dataType(), values[i]);
    }
    return all;
  }

  @Override
  void reserveValues(int wanted) {
    // There is one value.
  }

  @Override
  public boolean isNullAt(int row) {
    return value == null;
  }

  @Override
  public boolean hasNull() {
    return value == null;
  }

  @Override
  public int numNulls() {
    return value == null ? rows() : 0;
  }

  @Override
  public boolean getBoolean(int row) {
    return integer != 0;
  }

  @Override
  public byte getByte(int row) {
    return (byte) integer;
  }

  @Override
  public short getShort(int row) {
    return (short) integer;
  }

  @Override
  public int getInt(int row) {
    return (int) integer;
  }

  @Override
  public long getLong(int row) {
    return integer;
  }

  @Override
  public float getFloat(int row) {
    return (float) real;
  }

  @Override
  public double getDouble(int row) {
    return real;
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    return (Decimal) value;
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return (UTF8String) value;
  }

  @Override
  public byte[] getBinary(int row) {
    return value == null ? null : ((byte[]) value).clone();
  }
}
