package io.millrace.transforms.statistics.sketch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** 64-bit hashes, the same in every process. */
public final class Hashes {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Hashes() {}

  /** A bijection that spreads all bits (the finalizer of SplitMix64). */
  public static long mix(long value) {
    long z = value + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A hash of a range of bytes, eight at a time. */
  public static long hash(byte[] bytes, int offset, int length) {
    long hash = mix(length);
    int at = offset;
    int end = offset + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = (hash ^ mix((long) LONGS.get(bytes, at))) * GOLDEN;
      hash ^= hash >>> 29;
    }
    long tail = 0;
    for (int shift = 0; at < end; at++, shift += Byte.SIZE) {
      tail |= (bytes[at] & 0xFFL) << shift;
    }
    return mix(hash ^ mix(tail));
  }
}
