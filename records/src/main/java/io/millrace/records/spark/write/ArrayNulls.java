package io.millrace.records.spark.write;

import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;

/** Finds nulls in arrays, where Spark holds a bit for each by the word. */
final class ArrayNulls {
  private ArrayNulls() {}

  static void check(ArrayData values, int count) {
    if (values instanceof UnsafeArrayData unsafe && !hasNullBits(unsafe, count)) {
      return;
    }
    for (int i = 0; i < count; i++) {
      if (values.isNullAt(i)) {
        throw new FeatureEncoder.NullElementException(i);
      }
    }
  }

  private static boolean hasNullBits(UnsafeArrayData values, int count) {
    Object base = values.getBaseObject();
    // The number of elements comes first, the bits next.
    long at = values.getBaseOffset() + Long.BYTES;
    for (int i = 0; i < count; i += Long.SIZE) {
      if (Platform.getLong(base, at) != 0) {
        return true;
      }
      at += Long.BYTES;
    }
    return false;
  }
}
