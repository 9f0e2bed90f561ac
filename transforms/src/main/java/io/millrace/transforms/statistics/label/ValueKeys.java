package io.millrace.transforms.statistics.label;

import io.millrace.transforms.statistics.accumulator.StringAccumulator;
import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ListLevel;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.sketch.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Values as bytes that are in their order when compared without signs: strings are themselves,
 * those of more than {@value StringAccumulator#MAX_KEPT_BYTES} bytes one value; numbers take eight
 * bytes.
 */
final class ValueKeys {
  private static final byte[] LARGE =
      StringAccumulator.LARGE_LABEL.getBytes(StandardCharsets.UTF_8);

  private ValueKeys() {}

  /** The key of a number. */
  static byte[] of(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value ^ Long.MIN_VALUE).array();
  }

  /** The key of a number; zeros are equal. */
  static byte[] of(double value) {
    long bits = Double.doubleToLongBits(value + 0.0);
    return of(bits < 0 ? ~bits ^ Long.MIN_VALUE : bits);
  }

  /** The key of value {@code i} of a column that is no struct. */
  static byte[] of(Column column, int i) {
    return switch (column.kind()) {
      case INT -> of(column.longs()[i]);
      case FLOAT -> of(column.doubles()[i]);
      default -> {
        int start = column.bytesStart(i);
        int end = column.bytesEnd(i);
        yield end - start > StringAccumulator.MAX_KEPT_BYTES
            ? LARGE
            : Arrays.copyOfRange(column.bytes(), start, end);
      }
    };
  }

  /** The index of the first value of a row, over all its lists. */
  static int first(Column column, int row) {
    ListLevel lists = column.innermost();
    int list = lists.first(row);
    return list == 0 ? 0 : lists.end(list - 1);
  }

  /** The distinct keys of the values of a row, in their order; NaN is no value. */
  static List<byte[]> distinct(Column column, int row) {
    int first = first(column, row);
    int end = first(column, row + 1);
    if (end - first == 1 && !isNaN(column, first)) {
      return List.of(of(column, first));
    }
    TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
    for (int i = first; i < end; i++) {
      if (!isNaN(column, i)) {
        keys.add(of(column, i));
      }
    }
    return List.copyOf(keys);
  }

  static boolean isNaN(Column column, int i) {
    return column.kind() == ValueKind.FLOAT && Double.isNaN(column.doubles()[i]);
  }

  /** The whole number that a key was made of. */
  static long toLong(byte[] key) {
    return ByteBuffer.wrap(key).getLong() ^ Long.MIN_VALUE;
  }

  /** The number that a key was made of. */
  static double toDouble(byte[] key) {
    long bits = toLong(key);
    return Double.longBitsToDouble(bits < 0 ? ~(bits ^ Long.MIN_VALUE) : bits);
  }

  /** The string that a key was made of, or what stands for bytes that are no text. */
  static String toText(byte[] key) {
    return Utf8.isValid(key, 0, key.length)
        ? new String(key, StandardCharsets.UTF_8)
        : StringAccumulator.INVALID_LABEL;
  }
}
