package io.millrace.transforms.statistics.sketch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link StateOutput} wrote. Bytes that it cannot have written raise {@link
 * BadStateException}; sizes are checked before memory is taken. Not thread-safe.
 */
public final class StateInput {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] buffer;
  private final int end;
  private int position;

  /** Reads a whole array, which must not change meanwhile. */
  public StateInput(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Reads a range of an array, which must not change meanwhile. */
  public StateInput(byte[] bytes, int offset, int length) {
    buffer = bytes;
    position = offset;
    end = offset + length;
  }

  /** Reads a number of either sign as {@link StateOutput#writeVarint} writes it. */
  public long readVarint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (position >= end) {
        throw new BadStateException(position, "a number without an end");
      }
      byte next = buffer[position++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new BadStateException(position, "a number of more than ten bytes");
  }

  /**
   * Reads the number of things that follow.
   *
   * @param bytesEach the least bytes that one takes
   */
  public int readCount(int bytesEach) {
    int at = position;
    long count = readVarint();
    if (count < 0 || count * Math.max(bytesEach, 1) > end - position) {
      throw new BadStateException(at, "a count of " + Long.toUnsignedString(count));
    }
    return (int) count;
  }

  /** Reads what {@link StateOutput#writeSigned} wrote. */
  public long readSigned() {
    long value = readVarint();
    return value >>> 1 ^ -(value & 1);
  }

  /** Reads four bytes. */
  public int readInt() {
    need(Integer.BYTES);
    int value = (int) INTS.get(buffer, position);
    position += Integer.BYTES;
    return value;
  }

  /** Reads eight bytes. */
  public long readLong() {
    need(Long.BYTES);
    long value = (long) LONGS.get(buffer, position);
    position += Long.BYTES;
    return value;
  }

  /** Reads eight bytes. */
  public double readDouble() {
    return Double.longBitsToDouble(readLong());
  }

  /** Reads one byte. */
  public boolean readBoolean() {
    need(1);
    byte value = buffer[position++];
    if (value != 0 && value != 1) {
      throw new BadStateException(position - 1, "a flag of " + value);
    }
    return value == 1;
  }

  /** Reads bytes, as many as the target has room for. */
  public void readFully(byte[] target) {
    need(target.length);
    System.arraycopy(buffer, position, target, 0, target.length);
    position += target.length;
  }

  /** Reads what {@link StateOutput#writeBytes} wrote. */
  public byte[] readBytes() {
    int length = readCount(1);
    position += length;
    return Arrays.copyOfRange(buffer, position - length, position);
  }

  /** Reads what {@link StateOutput#writeString} wrote. */
  public String readString() {
    int length = readCount(1);
    position += length;
    return new String(buffer, position - length, length, StandardCharsets.UTF_8);
  }

  /** Whether all is read. */
  public boolean atEnd() {
    return position >= end;
  }

  /** The index of the next byte in the array. */
  public int position() {
    return position;
  }

  /** Goes over bytes. */
  public void skip(int bytes) {
    need(bytes);
    position += bytes;
  }

  private void need(int bytes) {
    if (bytes < 0 || end - position < bytes) {
      throw new BadStateException(
          position, bytes + " bytes expected where " + (end - position) + " are left");
    }
  }
}
