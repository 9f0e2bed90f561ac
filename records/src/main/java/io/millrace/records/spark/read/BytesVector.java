package io.millrace.records.spark.read;

import io.millrace.records.CurrentFeature;
import io.millrace.records.FeatureKind;
import java.util.Arrays;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;

/** Byte strings and texts where they lie in the buffer of the reader. */
final class BytesVector extends ValueVector {
  private byte[] buffer = new byte[0];
  private int[] offsets = new int[0];
  private int[] lengths = new int[0];

  BytesVector(DataType type) {
    super(type);
  }

  @Override
  void reserveValues(int wanted) {
    if (wanted > offsets.length) {
      int larger = larger(offsets.length, wanted);
      offsets = Arrays.copyOf(offsets, larger);
      lengths = Arrays.copyOf(lengths, larger);
    }
  }

  @Override
  void startBatch(byte[] bytes) {
    super.startBatch(bytes);
    buffer = bytes;
  }

  /** Sets a row that there is room for. */
  void set(int row, int offset, int length) {
    offsets[row] = offset;
    lengths[row] = length;
    nulls[row] = false;
  }

  @Override
  boolean decode(byte[] bytes, int at, int end, int row) {
    int list = Wire.enter(bytes, at, end, Wire.BYTES_LIST);
    int value = list < 0 || list == end ? list : Wire.enter(bytes, list, end, 0x0a);
    if (value < 0 || list == end) {
      nulls[row] = true;
      return at == end || list == end;
    }
    offsets[row] = value;
    lengths[row] = end - value;
    nulls[row] = false;
    return true;
  }

  @Override
  int append(byte[] bytes, int at, int end, int index) {
    if (at == end) {
      return Wire.NO_LIST;
    }
    int value = Wire.enter(bytes, at, end, Wire.BYTES_LIST);
    if (value < 0) {
      return Wire.UNUSUAL;
    }
    int next = index;
    while (value < end) {
      if (bytes[value] != 0x0a) {
        return Wire.UNUSUAL;
      }
      long answer = Wire.length(bytes, value + 1, end);
      int from = (int) answer;
      int length = (int) (answer >>> 32);
      if (answer < 0 || length > end - from) {
        return Wire.UNUSUAL;
      }
      if (next == offsets.length) {
        reserveValues(next + 1);
      }
      offsets[next] = from;
      lengths[next++] = length;
      value = from + length;
    }
    return next - index;
  }

  @Override
  boolean takes(FeatureKind kind) {
    return kind == FeatureKind.BYTES;
  }

  @Override
  String expectedKind() {
    return "bytes";
  }

  @Override
  void appendValues(CurrentFeature feature, int index) {
    int count = feature.valueCount();
    for (int i = 0; i < count; i++) {
      offsets[index + i] = feature.bytesOffset(i);
      lengths[index + i] = feature.bytesLength(i);
    }
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return nulls != null && nulls[row]
        ? null
        : UTF8String.fromBytes(buffer, offsets[row], lengths[row]);
  }

  @Override
  public byte[] getBinary(int row) {
    return nulls != null && nulls[row]
        ? null
        : Arrays.copyOfRange(buffer, offsets[row], offsets[row] + lengths[row]);
  }
}
