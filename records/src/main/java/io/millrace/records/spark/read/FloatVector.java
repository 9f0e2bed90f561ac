package io.millrace.records.spark.read;

import io.millrace.records.CurrentFeature;
import io.millrace.records.FeatureKind;
import java.util.Arrays;
import org.apache.spark.sql.types.DataType;

/** Floats, and doubles that were written as floats. */
final class FloatVector extends ValueVector {
  /** float_list of 6 bytes that is a packed run of 4 bytes. */
  private static final int ONE_FLOAT = 0x040a0612;

  private static final int ONE_FLOAT_BYTES = 8;

  private float[] values = new float[0];

  FloatVector(DataType type) {
    super(type);
  }

  @Override
  void reserveValues(int wanted) {
    if (wanted > values.length) {
      values = Arrays.copyOf(values, larger(values.length, wanted));
    }
  }

  @Override
  boolean decode(byte[] bytes, int at, int end, int row) {
    if (end - at == ONE_FLOAT_BYTES) {
      long word = Wire.longAt(bytes, at);
      if ((int) word == ONE_FLOAT) {
        values[row] = Float.intBitsToFloat((int) (word >>> 32));
        nulls[row] = false;
        return true;
      }
    }
    nulls[row] = true;
    return at == end || Wire.enterPacked(bytes, at, end, Wire.FLOAT_LIST) == end;
  }

  @Override
  int append(byte[] bytes, int at, int end, int index) {
    if (at == end) {
      return Wire.NO_LIST;
    }
    int from = Wire.enterPacked(bytes, at, end, Wire.FLOAT_LIST);
    if (from < 0 || (end - from & 3) != 0) {
      return Wire.UNUSUAL;
    }
    int count = (end - from) / 4;
    reserveValues(Math.addExact(index, count));
    Wire.readFloats(bytes, from, count, values, index);
    return count;
  }

  @Override
  boolean takes(FeatureKind kind) {
    return kind == FeatureKind.FLOAT;
  }

  @Override
  String expectedKind() {
    return "float";
  }

  @Override
  void appendValues(CurrentFeature feature, int index) {
    feature.readFloats(values, index);
  }

  @Override
  public float getFloat(int row) {
    return values[row];
  }

  @Override
  public double getDouble(int row) {
    return values[row];
  }

  @Override
  public float[] getFloats(int row, int count) {
    return Arrays.copyOfRange(values, row, row + count);
  }
}
