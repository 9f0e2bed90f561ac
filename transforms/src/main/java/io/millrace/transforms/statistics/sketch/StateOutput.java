package io.millrace.transforms.statistics.sketch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the state of accumulators into memory: little endian, counts as varints (seven bits a
 * byte, the lowest first). Not thread-safe.
 */
public final class StateOutput {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MAX_VARINT = 10;

  private byte[] buffer = new byte[256];
  private int size;

  /** Writes a number that is mostly small and not negative; a negative one takes ten bytes. */
  public void writeVarint(long value) {
    ensure(MAX_VARINT);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
  }

  /** Writes a number of either sign that is mostly near zero. */
  public void writeSigned(long value) {
    writeVarint(value << 1 ^ value >> 63);
  }

  /** Writes four bytes. */
  public void writeInt(int value) {
    ensure(Integer.BYTES);
    INTS.set(buffer, size, value);
    size += Integer.BYTES;
  }

  /** Writes eight bytes. */
  public void writeLong(long value) {
    ensure(Long.BYTES);
    LONGS.set(buffer, size, value);
    size += Long.BYTES;
  }

  /** Writes eight bytes, every NaN as it is. */
  public void writeDouble(double value) {
    writeLong(Double.doubleToRawLongBits(value));
  }

  /** Writes one byte, 0 or 1. */
  public void writeBoolean(boolean value) {
    ensure(1);
    buffer[size++] = (byte) (value ? 1 : 0);
  }

  /** Writes bytes without their number. */
  public void write(byte[] bytes, int offset, int length) {
    ensure(length);
    System.arraycopy(bytes, offset, buffer, size, length);
    size += length;
  }

  /** Writes text: the number of its bytes in UTF-8, and these. */
  public void writeString(String text) {
    writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes the number of bytes, and these. */
  public void writeBytes(byte[] bytes) {
    writeVarint(bytes.length);
    write(bytes, 0, bytes.length);
  }

  /** The bytes written so far. */
  public int size() {
    return size;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  private void ensure(int more) {
    if (buffer.length - size < more) {
      long wanted = Math.max((long) size + more, 2L * buffer.length);
      if ((long) size + more > Integer.MAX_VALUE - 16) {
        throw new IllegalStateException("state of more than 2 GiB");
      }
      buffer = Arrays.copyOf(buffer, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
    }
  }
}
