package io.millrace.records.spark.read;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.spark.unsafe.Platform;

/**
 * Numbers of protobuf's wire format, many bytes at a time. Answers below 0 mean: not the plain form
 * that writers give, let the cursor look at it.
 */
final class Wire {
  /** Not the plain form. */
  static final int UNUSUAL = -2;

  /** A feature without a list. */
  static final int NO_LIST = -1;

  static final int BYTES_LIST = 0x0a;
  static final int FLOAT_LIST = 0x12;
  static final int INT64_LIST = 0x1a;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final int BULK_VALUES = 16;
  private static final long MORE = 0x8080808080808080L;

  private Wire() {}

  static int intAt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static long longAt(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  /** A length that ends before there: the length above, the place behind it below; or negative. */
  static long length(byte[] bytes, int at, int end) {
    int value = 0;
    int position = at;
    for (int shift = 0; shift < 35 && position < end; shift += 7) {
      byte next = bytes[position++];
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return shift == 28 && next > 7 ? UNUSUAL : (long) value << 32 | position;
      }
    }
    return UNUSUAL;
  }

  /** Where the only list of a feature starts if it fills the feature; else below 0. */
  static int enter(byte[] bytes, int at, int end, int tag) {
    if (end - at < 2 || bytes[at] != tag) {
      return UNUSUAL;
    }
    int length = bytes[at + 1];
    if (length >= 0) {
      return length == end - at - 2 ? at + 2 : UNUSUAL;
    }
    long answer = length(bytes, at + 1, end);
    return answer >= 0 && (int) (answer >>> 32) == end - (int) answer ? (int) answer : UNUSUAL;
  }

  /** Where the numbers of a feature start that are one packed run, the end if there are none. */
  static int enterPacked(byte[] bytes, int at, int end, int tag) {
    int list = enter(bytes, at, end, tag);
    return list < 0 || list == end ? list : enter(bytes, list, end, 0x0a);
  }

  /** The varints of a run, and -2 if the last one does not end. */
  static int countVarints(byte[] bytes, int from, int to) {
    if (from < to && bytes[to - 1] < 0) {
      return UNUSUAL;
    }
    int count = 0;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      count += Long.bitCount(~longAt(bytes, at) & MORE);
    }
    for (; at < to; at++) {
      count += ~bytes[at] >>> 31;
    }
    return count;
  }

  /** Reads all varints of a run whose last one ends; false if one has more than 10 bytes. */
  static boolean readVarints(byte[] bytes, int from, int to, long[] target, int index) {
    int at = from;
    int next = index;
    while (at < to) {
      if (at + 8 <= to) {
        long word = longAt(bytes, at);
        long stops = ~word & MORE;
        if (stops != 0) {
          int bits = 0;
          do {
            int endBits = Long.numberOfTrailingZeros(stops) + 1;
            target[next++] = compact(word << 64 - endBits >>> 64 - endBits + bits);
            bits = endBits;
            stops &= stops - 1;
          } while (stops != 0);
          at += bits >>> 3;
          continue;
        }
      }
      int length = 1;
      while (bytes[at + length - 1] < 0) {
        length++;
      }
      if (length > 10) {
        return false;
      }
      target[next++] = varint(bytes, at, length);
      at += length;
    }
    return true;
  }

  /** Whether these bytes are exactly one varint. */
  static boolean isVarint(byte[] bytes, int at, int length) {
    if (length <= 8 && length > 0 && at + 8 <= bytes.length) {
      int unused = 64 - 8 * length;
      return (longAt(bytes, at) << unused & MORE) == (0x0080808080808080L & -1L << unused);
    }
    if (length < 1 || length > 10 || bytes[at + length - 1] < 0) {
      return false;
    }
    for (int i = at; i < at + length - 1; i++) {
      if (bytes[i] >= 0) {
        return false;
      }
    }
    return true;
  }

  /** The value of a varint of this many bytes, at most 10. */
  static long varint(byte[] bytes, int at, int length) {
    if (length <= 8 && at + 8 <= bytes.length) {
      int unused = 64 - 8 * length;
      return compact(longAt(bytes, at) << unused >>> unused);
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (long) (bytes[at + i] & 0x7f) << 7 * i;
    }
    return value;
  }

  /** Joins the groups of 7 bits of 8 bytes. */
  private static long compact(long word) {
    long pairs = word & 0x007f007f007f007fL | (word & 0x7f007f007f007f00L) >>> 1;
    long quads = pairs & 0x00003fff00003fffL | (pairs & 0x3fff00003fff0000L) >>> 2;
    return quads & 0x000000000fffffffL | (quads & 0x0fffffff00000000L) >>> 4;
  }

  static void readFloats(byte[] bytes, int from, int count, float[] target, int index) {
    if (LITTLE_ENDIAN && count >= BULK_VALUES) {
      Platform.copyMemory(
          bytes,
          (long) Platform.BYTE_ARRAY_OFFSET + from,
          target,
          Platform.FLOAT_ARRAY_OFFSET + 4L * index,
          4L * count);
      return;
    }
    for (int i = 0; i < count; i++) {
      target[index + i] = Float.intBitsToFloat(intAt(bytes, from + 4 * i));
    }
  }
}
