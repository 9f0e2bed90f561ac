package io.millrace.records.spark.write;

import static io.millrace.records.spark.write.FrameBuffer.LENGTH_DELIMITED_1;
import static io.millrace.records.spark.write.FrameBuffer.delimitedSize;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;

/** Strings, binaries and decimals (their plain text) as a BytesList. */
final class BytesFeatures {
  private BytesFeatures() {}

  /** The bytes of a value where they stand: binaries are not copied. */
  static UTF8String at(SpecializedGetters from, int ordinal, DataType type) {
    if (type instanceof BinaryType) {
      // Spark's own memory holds both types alike, and gives binaries as copies only.
      return from instanceof UnsafeRow || from instanceof UnsafeArrayData
          ? from.getUTF8String(ordinal)
          : UTF8String.fromBytes(from.getBinary(ordinal));
    }
    if (type instanceof DecimalType decimal) {
      return UTF8String.fromString(
          from.getDecimal(ordinal, decimal.precision(), decimal.scale())
              .toJavaBigDecimal()
              .toPlainString());
    }
    return from.getUTF8String(ordinal);
  }

  static final class Scalar extends FeatureEncoder {
    private final DataType type;
    private UTF8String value;
    private int length;

    Scalar(DataType type) {
      this.type = type;
    }

    @Override
    long measure(SpecializedGetters from, int ordinal) {
      value = at(from, ordinal, type);
      length = value.numBytes();
      return delimitedSize(delimitedSize(length));
    }

    @Override
    void write(FrameBuffer out) {
      if (length < 126) {
        out.putFourBytes(LENGTH_DELIMITED_1, length + 2, LENGTH_DELIMITED_1, length);
      } else {
        out.put(LENGTH_DELIMITED_1);
        out.putVarint(delimitedSize(length));
        out.put(LENGTH_DELIMITED_1);
        out.putVarint(length);
      }
      out.putText(value);
    }

    @Override
    void append(SpecializedGetters from, int ordinal, MapEntry entry, FrameBuffer out) {
      entry.start(out, measure(from, ordinal));
      write(out);
    }
  }

  static final class Many extends FeatureEncoder {
    private final DataType type;
    private final boolean nullable;
    private UTF8String[] values = new UTF8String[16];
    private int count;
    private long size;

    Many(DataType type, boolean nullable) {
      this.type = type;
      this.nullable = nullable;
    }

    @Override
    long measure(SpecializedGetters from, int ordinal) {
      ArrayData array = from.getArray(ordinal);
      count = array.numElements();
      if (nullable) {
        ArrayNulls.check(array, count);
      }
      if (count > values.length) {
        values = Arrays.copyOf(values, Math.max(count, 2 * values.length));
      }
      size = 0;
      for (int i = 0; i < count; i++) {
        values[i] = at(array, i, type);
        size += delimitedSize(values[i].numBytes());
      }
      return delimitedSize(size);
    }

    @Override
    void write(FrameBuffer out) {
      out.put(LENGTH_DELIMITED_1);
      out.putVarint(size);
      for (int i = 0; i < count; i++) {
        out.put(LENGTH_DELIMITED_1);
        out.putVarint(values[i].numBytes());
        out.putText(values[i]);
      }
    }
  }
}
