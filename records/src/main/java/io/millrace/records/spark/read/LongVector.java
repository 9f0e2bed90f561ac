package io.millrace.records.spark.read;

import io.millrace.records.CurrentFeature;
import io.millrace.records.FeatureKind;
import java.util.Arrays;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.ShortType;

/** Integers of any width, booleans (0 and 1), days and microseconds. */
final class LongVector extends ValueVector {
  private final long min;
  private final long max;
  private final boolean narrow;
  private long[] values = new long[0];

  LongVector(DataType type) {
    super(type);
    if (type instanceof BooleanType) {
      min = 0;
      max = 1;
    } else if (type instanceof ByteType) {
      min = Byte.MIN_VALUE;
      max = Byte.MAX_VALUE;
    } else if (type instanceof ShortType) {
      min = Short.MIN_VALUE;
      max = Short.MAX_VALUE;
    } else if (type instanceof IntegerType || type instanceof DateType) {
      min = Integer.MIN_VALUE;
      max = Integer.MAX_VALUE;
    } else {
      min = Long.MIN_VALUE;
      max = Long.MAX_VALUE;
    }
    narrow = max != Long.MAX_VALUE;
  }

  @Override
  void reserveValues(int wanted) {
    if (wanted > values.length) {
      values = Arrays.copyOf(values, larger(values.length, wanted));
    }
  }

  /** Sets a row that there is room for. */
  void set(int row, long value) {
    values[row] = value;
    nulls[row] = false;
  }

  @Override
  boolean decode(byte[] bytes, int at, int end, int row) {
    int length = end - at - 4;
    // One value: int64_list and its packed run fill the feature.
    if (length <= 0
        || length > 10
        || Wire.intAt(bytes, at) != (0x000a001a | length + 2 << 8 | length << 24)
        || !Wire.isVarint(bytes, at + 4, length)) {
      return decodeNothing(bytes, at, end, row);
    }
    long value = Wire.varint(bytes, at + 4, length);
    if (narrow && (value < min || value > max)) {
      return false;
    }
    values[row] = value;
    nulls[row] = false;
    return true;
  }

  private boolean decodeNothing(byte[] bytes, int at, int end, int row) {
    nulls[row] = true;
    return at == end || Wire.enterPacked(bytes, at, end, Wire.INT64_LIST) == end;
  }

  @Override
  int append(byte[] bytes, int at, int end, int index) {
    if (at == end) {
      return Wire.NO_LIST;
    }
    int from = Wire.enterPacked(bytes, at, end, Wire.INT64_LIST);
    int count = from < 0 ? Wire.UNUSUAL : Wire.countVarints(bytes, from, end);
    if (count < 0) {
      return Wire.UNUSUAL;
    }
    reserveValues(Math.addExact(index, count));
    if (!Wire.readVarints(bytes, from, end, values, index)) {
      return Wire.UNUSUAL;
    }
    return narrow && firstOutside(index, count) >= 0 ? Wire.UNUSUAL : count;
  }

  @Override
  boolean takes(FeatureKind kind) {
    return kind == FeatureKind.INT64;
  }

  @Override
  String expectedKind() {
    return "int64";
  }

  @Override
  void appendValues(CurrentFeature feature, int index) {
    int count = feature.readLongs(values, index);
    int outside = firstOutside(index, count);
    if (outside >= 0) {
      throw new MismatchException(
          "the value %,d".formatted(values[outside]),
          "%,d to %,d, since the column is %s".formatted(min, max, dataType().catalogString()),
          "declare the column as bigint or correct the data");
    }
  }

  private int firstOutside(int index, int count) {
    for (int i = index; i < index + count; i++) {
      if (values[i] < min || values[i] > max) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public boolean getBoolean(int row) {
    return values[row] != 0;
  }

  @Override
  public byte getByte(int row) {
    return (byte) values[row];
  }

  @Override
  public short getShort(int row) {
    return (short) values[row];
  }

  @Override
  public int getInt(int row) {
    return (int) values[row];
  }

  @Override
  public long getLong(int row) {
    return values[row];
  }

  @Override
  public long[] getLongs(int row, int count) {
    return Arrays.copyOfRange(values, row, row + count);
  }
}
