package io.millrace.records.spark.write;

import io.millrace.records.RecordFrame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Frames one behind the other in one array that is used again. Whoever appends has called {@link
 * #reserve} for it before; sections get the room of their length's varint by the length of the
 * section before, so that bytes move only where a length gains or loses a digit.
 */
final class FrameBuffer {
  static final int LENGTH_DELIMITED_1 = 0x0a;
  static final int LENGTH_DELIMITED_2 = 0x12;
  static final int LENGTH_DELIMITED_3 = 0x1a;

  private static final int INITIAL_BYTES = 128 << 10;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
  private static final int WORD_BYTES = 8;
  private static final int LONGEST_BY_WORDS = 128;
  private static final long MORE_BYTES = 0x8080808080808080L;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final RecordFrame frame = new RecordFrame();
  private byte[] bytes;
  private int end;
  private int frameStart;

  FrameBuffer() {
    this(INITIAL_BYTES);
  }

  FrameBuffer(int initialBytes) {
    this.bytes = new byte[initialBytes];
  }

  /** The array; it changes when it grows. */
  byte[] bytes() {
    return bytes;
  }

  /** The bytes of all frames since the last clearing. */
  int length() {
    return end;
  }

  void clear() {
    end = 0;
  }

  void startFrame() {
    frameStart = end;
    reserve(RecordFrame.HEADER_BYTES);
    end += RecordFrame.HEADER_BYTES;
  }

  void endFrame() {
    reserve(RecordFrame.FOOTER_BYTES);
    frame.seal(bytes, frameStart, end - frameStart - RecordFrame.HEADER_BYTES);
    end += RecordFrame.FOOTER_BYTES;
  }

  /** Leaves room for a tag and a length of so many bytes; returns where the section's body is. */
  int startSection(int lengthBytes) {
    reserve(1 + lengthBytes);
    end += 1 + lengthBytes;
    return end;
  }

  /**
   * Puts tag and length before a section's body, nothing before an empty one.
   *
   * @return the bytes that the length took
   */
  int endSection(int tag, int body, int lengthBytes) {
    int length = end - body;
    if (length == 0) {
      end -= 1 + lengthBytes;
      return lengthBytes;
    }
    int needed = varintSize(length);
    if (needed != lengthBytes) {
      reserve(Math.max(0, needed - lengthBytes));
      System.arraycopy(bytes, body, bytes, body + needed - lengthBytes, length);
    }
    end = body - lengthBytes - 1;
    put(tag);
    // Not a word at a time: the body stands behind.
    putVarintBytewise(length);
    end += length;
    return needed;
  }

  /** Makes room for so many bytes more. */
  void reserve(long size) {
    // Words are copied whole, up to a word behind the end.
    long needed = end + size + WORD_BYTES;
    if (needed > bytes.length) {
      grow(needed);
    }
  }

  private void grow(long needed) {
    if (needed > LARGEST_ARRAY) {
      throw new IllegalStateException(
          "a record of over %,d bytes (expected: at most %,d)"
              .formatted(needed - frameStart - WORD_BYTES, LARGEST_ARRAY - frameStart));
    }
    bytes =
        Arrays.copyOf(bytes, (int) Math.min(LARGEST_ARRAY, Math.max(needed, 2L * bytes.length)));
  }

  void put(int value) {
    bytes[end++] = (byte) value;
  }

  void putFourBytes(int first, int second, int third, int fourth) {
    INT.set(bytes, end, first | second << 8 | third << 16 | fourth << 24);
    end += Integer.BYTES;
  }

  void putVarint(long value) {
    if ((value & ~0x7fL) == 0) {
      bytes[end++] = (byte) value;
    } else {
      putVarint(value, varintSize(value));
    }
  }

  /** Appends a varint whose size is known; what is up to a word behind the end is lost. */
  void putVarint(long value, int size) {
    if (size <= WORD_BYTES) {
      // Each byte but the last one says that another follows.
      long more = MORE_BYTES >>> 8 >>> 8 * (WORD_BYTES - size);
      LONG.set(bytes, end, spread(value) | more);
      end += size;
    } else {
      putVarintBytewise(value);
    }
  }

  private void putVarintBytewise(long value) {
    int at = end;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    end = at;
  }

  /** Parts 56 bits into 8 bytes of 7 bits, low bits first. */
  private static long spread(long value) {
    long quads = value & 0x0fffffffL | (value & 0xfffffff0000000L) << 4;
    long pairs = quads & 0x00003fff00003fffL | (quads & 0x0fffc0000fffc000L) << 2;
    return pairs & 0x007f007f007f007fL | (pairs & 0x3f803f803f803f80L) << 1;
  }

  void putFloat(float value) {
    INT.set(bytes, end, Float.floatToRawIntBits(value));
    end += Float.BYTES;
  }

  void putFloats(float[] values) {
    byte[] to = bytes;
    int at = end;
    for (float value : values) {
      INT.set(to, at, Float.floatToRawIntBits(value));
      at += Float.BYTES;
    }
    end = at;
  }

  /** Appends the first bytes of words, low bytes first. */
  void putWords(long[] words, int length) {
    int at = end;
    for (long word : words) {
      LONG.set(bytes, at, word);
      at += WORD_BYTES;
    }
    end += length;
  }

  void putText(UTF8String value) {
    putMemory(value.getBaseObject(), value.getBaseOffset(), value.numBytes());
  }

  /** Appends memory as {@link Platform} addresses it. */
  void putMemory(Object base, long offset, int length) {
    long to = (long) Platform.BYTE_ARRAY_OFFSET + end;
    if (length < WORD_BYTES || length > LONGEST_BY_WORDS) {
      Platform.copyMemory(base, offset, bytes, to, length);
    } else {
      // For short runs a call costs more than the copy. The last word overlaps the one before.
      int last = length - WORD_BYTES;
      for (int i = 0; i < last; i += WORD_BYTES) {
        Platform.putLong(bytes, to + i, Platform.getLong(base, offset + i));
      }
      Platform.putLong(bytes, to + last, Platform.getLong(base, offset + last));
    }
    end += length;
  }

  /** Words for {@link #putWords}. */
  static long[] words(byte[] bytes) {
    int count = (bytes.length + WORD_BYTES - 1) / WORD_BYTES;
    byte[] padded = Arrays.copyOf(bytes, count * WORD_BYTES);
    long[] words = new long[count];
    for (int i = 0; i < count; i++) {
      words[i] = (long) LONG.get(padded, i * WORD_BYTES);
    }
    return words;
  }

  static int varintSize(long value) {
    // 7 bits a byte, zero needs one byte, too; 9/64 is near enough to 1/7 up to 64 bits.
    return (Long.SIZE - Long.numberOfLeadingZeros(value | 1)) * 9 + 64 >>> 6;
  }

  /** The bytes of a tag, a length and as many bytes. */
  static long delimitedSize(long length) {
    return 1 + varintSize(length) + length;
  }
}
