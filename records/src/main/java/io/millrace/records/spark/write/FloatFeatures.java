package io.millrace.records.spark.write;

import static io.millrace.records.spark.write.FrameBuffer.LENGTH_DELIMITED_1;
import static io.millrace.records.spark.write.FrameBuffer.LENGTH_DELIMITED_2;
import static io.millrace.records.spark.write.FrameBuffer.delimitedSize;

import java.nio.ByteOrder;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;

/** Floats as a FloatList, and doubles and decimals where a lossy cast is allowed. */
final class FloatFeatures {
  /** A list of one float is always as long. */
  private static final int SCALAR_BYTES = 8;

  /** Whether memory holds floats as the wire does. */
  private static final boolean SAME_ORDER = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private FloatFeatures() {}

  private static float at(SpecializedGetters from, int ordinal, DataType type) {
    if (type instanceof DoubleType) {
      return (float) from.getDouble(ordinal);
    }
    if (type instanceof DecimalType decimal) {
      return from.getDecimal(ordinal, decimal.precision(), decimal.scale())
          .toJavaBigDecimal()
          .floatValue();
    }
    return from.getFloat(ordinal);
  }

  private static boolean isNarrowed(DataType type) {
    return type instanceof DoubleType || type instanceof DecimalType;
  }

  static final class Scalar extends FeatureEncoder {
    private final DataType type;
    private final boolean narrowed;
    private float value;

    Scalar(DataType type) {
      this.type = type;
      this.narrowed = isNarrowed(type);
    }

    @Override
    long measure(SpecializedGetters from, int ordinal) {
      value = narrowed ? at(from, ordinal, type) : from.getFloat(ordinal);
      return SCALAR_BYTES;
    }

    @Override
    void write(FrameBuffer out) {
      out.putFourBytes(LENGTH_DELIMITED_2, SCALAR_BYTES - 2, LENGTH_DELIMITED_1, Float.BYTES);
      out.putFloat(value);
    }

    @Override
    void append(SpecializedGetters from, int ordinal, MapEntry entry, FrameBuffer out) {
      entry.start(out, measure(from, ordinal));
      write(out);
    }
  }

  static final class Many extends FeatureEncoder {
    private final DataType type;
    private final boolean narrowed;
    private final boolean nullable;
    private ArrayData values;
    private int count;

    Many(DataType type, boolean nullable) {
      this.type = type;
      this.narrowed = isNarrowed(type);
      this.nullable = nullable;
    }

    @Override
    long measure(SpecializedGetters from, int ordinal) {
      values = from.getArray(ordinal);
      count = values.numElements();
      if (nullable) {
        ArrayNulls.check(values, count);
      }
      return delimitedSize(count == 0 ? 0 : delimitedSize(4L * count));
    }

    @Override
    void write(FrameBuffer out) {
      out.put(LENGTH_DELIMITED_2);
      if (count == 0) {
        out.put(0);
        return;
      }
      long size = 4L * count;
      out.putVarint(delimitedSize(size));
      out.put(LENGTH_DELIMITED_1);
      out.putVarint(size);
      if (narrowed) {
        for (int i = 0; i < count; i++) {
          out.putFloat(at(values, i, type));
        }
      } else if (SAME_ORDER && values instanceof UnsafeArrayData unsafe) {
        long start = unsafe.getBaseOffset() + UnsafeArrayData.calculateHeaderPortionInBytes(count);
        out.putMemory(unsafe.getBaseObject(), start, (int) size);
      } else {
        out.putFloats(values.toFloatArray());
      }
    }
  }
}
