package io.millrace.records.spark.write;

import static io.millrace.records.spark.write.FrameBuffer.LENGTH_DELIMITED_1;
import static io.millrace.records.spark.write.FrameBuffer.LENGTH_DELIMITED_2;
import static io.millrace.records.spark.write.FrameBuffer.delimitedSize;
import static io.millrace.records.spark.write.FrameBuffer.varintSize;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;

/** A column as an entry of a map from names to features or to lists of features. */
final class MapEntry implements Comparable<MapEntry> {
  private final String column;
  private final byte[] utf8;
  private final int ordinal;
  private final FeatureEncoder value;
  private final boolean nullsAsEmpty;

  /** The key's field and the tag of the value's. */
  private final long[] keyWords;

  private final int keyBytes;

  /** Below it the entry's length and the value's take one byte each. */
  private final int smallValueBytes;

  /**
   * Prepares an entry.
   *
   * @param ordinal of the column in the rows
   * @param nullsAsEmpty whether a null becomes an entry with an empty value; else there is none
   */
  MapEntry(String column, int ordinal, FeatureEncoder value, boolean nullsAsEmpty) {
    this.column = column;
    this.utf8 = utf8(column);
    this.ordinal = ordinal;
    this.value = value;
    this.nullsAsEmpty = nullsAsEmpty;
    FrameBuffer key = new FrameBuffer(utf8.length + 2 * Long.BYTES);
    key.reserve(delimitedSize(utf8.length) + 1);
    key.put(LENGTH_DELIMITED_1);
    key.putVarint(utf8.length);
    key.putWords(FrameBuffer.words(utf8), utf8.length);
    key.put(LENGTH_DELIMITED_2);
    this.keyBytes = key.length();
    this.smallValueBytes = 127 - keyBytes;
    this.keyWords = FrameBuffer.words(Arrays.copyOf(key.bytes(), keyBytes));
  }

  static byte[] utf8(String column) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(column));
      return Arrays.copyOf(encoded.array(), encoded.limit());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "column '" + column + "': half a surrogate pair (expected: Unicode text)", e);
    }
  }

  String column() {
    return column;
  }

  void append(InternalRow row, FrameBuffer out) {
    if (row.isNullAt(ordinal)) {
      if (nullsAsEmpty) {
        start(out, 0);
      }
      return;
    }
    value.append(row, ordinal, this, out);
  }

  /** Appends the entry up to its value, and makes room for that. */
  void start(FrameBuffer out, long valueBytes) {
    if (valueBytes < smallValueBytes) {
      // One byte for each length.
      out.reserve(2 * Long.BYTES + keyBytes + valueBytes);
      out.put(LENGTH_DELIMITED_1);
      out.put(keyBytes + 1 + (int) valueBytes);
      out.putWords(keyWords, keyBytes);
      out.put((int) valueBytes);
      return;
    }
    long size = keyBytes + varintSize(valueBytes) + valueBytes;
    // Keys are copied in words, values may be.
    out.reserve(delimitedSize(size) + Long.BYTES);
    out.put(LENGTH_DELIMITED_1);
    out.putVarint(size);
    out.putWords(keyWords, keyBytes);
    out.putVarint(valueBytes);
  }

  /** In the order of protobuf's deterministic serialization. */
  @Override
  public int compareTo(MapEntry other) {
    return Arrays.compareUnsigned(utf8, other.utf8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MapEntry entry && Arrays.equals(utf8, entry.utf8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8);
  }
}
