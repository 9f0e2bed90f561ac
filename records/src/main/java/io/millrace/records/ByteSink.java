package io.millrace.records;

import java.util.Arrays;

/** A growing array to write protobuf's wire format into. */
final class ByteSink {
  private byte[] bytes = new byte[1 << 10];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  byte[] array() {
    return bytes;
  }

  void writeByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  void writeVarint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void writeFloat(float value) {
    reserve(Float.BYTES);
    LittleEndian.writeInt(bytes, size, Float.floatToRawIntBits(value));
    size += Float.BYTES;
  }

  void write(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  static int varintSize(long value) {
    return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
  }

  private void reserve(int count) {
    if (bytes.length - size < count) {
      bytes =
          Arrays.copyOf(
              bytes,
              (int)
                  Math.max(
                      Math.min(2L * bytes.length, Integer.MAX_VALUE - 64), (long) size + count));
    }
  }
}
