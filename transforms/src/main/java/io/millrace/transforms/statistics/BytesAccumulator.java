package io.millrace.transforms.statistics;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/**
 * The values of a STRING feature. Distinct values are counted by their 64-bit hashes ({@link
 * DistinctSketch}); the frequent ones by {@link BytesTable}, where values that are not UTF-8 and
 * those longer than {@value #MAX_KEPT_BYTES} bytes share one entry each, named as in TFDV. Not
 * thread-safe.
 */
final class BytesAccumulator implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Enough for TFDV's default of 1000 ranks with room to spare. */
  static final int TABLE_LIMIT = 4096;

  static final int MAX_KEPT_BYTES = 1024;

  /** Stands for all values that are not UTF-8. */
  static final String INVALID_LABEL = "__BYTES_VALUE__";

  /** Stands for all values that are too long to keep. */
  static final String LARGE_LABEL = "__LARGE_BYTES__";

  private static final byte[] INVALID = INVALID_LABEL.getBytes(StandardCharsets.UTF_8);
  private static final byte[] LARGE = LARGE_LABEL.getBytes(StandardCharsets.UTF_8);

  private final BytesTable frequent = new BytesTable(TABLE_LIMIT);
  private final DistinctSketch distinct = new DistinctSketch(DistinctSketch.DEFAULT_K);
  private long totalBytes;
  private int minBytes = Integer.MAX_VALUE;
  private int maxBytes;
  private long invalidUtf8;

  void add(byte[] buffer, int at, int length) {
    totalBytes += length;
    minBytes = Math.min(minBytes, length);
    maxBytes = Math.max(maxBytes, length);
    long hash = Hashes.hash(buffer, at, length);
    distinct.add(hash);
    if (!Utf8.isValid(buffer, at, length)) {
      invalidUtf8++;
      frequent.add(INVALID, 0, INVALID.length, Hashes.hash(INVALID, 0, INVALID.length));
    } else if (length > MAX_KEPT_BYTES) {
      frequent.add(LARGE, 0, LARGE.length, Hashes.hash(LARGE, 0, LARGE.length));
    } else {
      frequent.add(buffer, at, length, hash);
    }
  }

  void merge(BytesAccumulator other) {
    frequent.merge(other.frequent);
    distinct.merge(other.distinct);
    totalBytes += other.totalBytes;
    minBytes = Math.min(minBytes, other.minBytes);
    maxBytes = Math.max(maxBytes, other.maxBytes);
    invalidUtf8 += other.invalidUtf8;
  }

  BytesTable frequent() {
    return frequent;
  }

  long distinct() {
    return distinct.estimate();
  }

  long totalBytes() {
    return totalBytes;
  }

  /** The length of the shortest value; 0 without values. */
  int minBytes() {
    return minBytes == Integer.MAX_VALUE ? 0 : minBytes;
  }

  int maxBytes() {
    return maxBytes;
  }

  long invalidUtf8() {
    return invalidUtf8;
  }
}
