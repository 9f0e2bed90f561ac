package io.millrace.transforms.statistics.accumulator;

import io.millrace.transforms.statistics.sketch.DistinctCounter;
import io.millrace.transforms.statistics.sketch.FrequentItems;
import io.millrace.transforms.statistics.sketch.Hashes;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import io.millrace.transforms.statistics.sketch.Utf8;
import java.nio.charset.StandardCharsets;

/**
 * The values of a STRING feature, or of integers that the schema calls categorical. Distinct values
 * are counted by their 64-bit hashes ({@link DistinctCounter}); the frequent ones by {@link
 * FrequentItems}, where values that are not UTF-8 and those longer than {@value #MAX_KEPT_BYTES}
 * bytes share one entry each, named as in TFDV. Not thread-safe.
 */
public final class StringAccumulator {
  /** Longer values are not kept. */
  public static final int MAX_KEPT_BYTES = 1024;

  /** Stands for all values that are not UTF-8. */
  public static final String INVALID_LABEL = "__BYTES_VALUE__";

  /** Stands for all values that are too long to keep. */
  public static final String LARGE_LABEL = "__LARGE_BYTES__";

  private static final byte[] INVALID = INVALID_LABEL.getBytes(StandardCharsets.UTF_8);
  private static final long INVALID_HASH = Hashes.hash(INVALID, 0, INVALID.length);
  private static final byte[] LARGE = LARGE_LABEL.getBytes(StandardCharsets.UTF_8);
  private static final long LARGE_HASH = Hashes.hash(LARGE, 0, LARGE.length);

  private final FrequentItems frequent;
  private final FrequentItems weighted;
  private final DistinctCounter distinct;
  private final boolean opaque;
  private long totalBytes;
  private int minBytes = Integer.MAX_VALUE;
  private int maxBytes;
  private long invalidUtf8;

  /**
   * Nothing yet.
   *
   * @param opaque whether only lengths are counted, as for images
   */
  StringAccumulator(boolean withWeights, boolean opaque) {
    this(
        opaque,
        new FrequentItems(FrequentItems.DEFAULT_LIMIT),
        withWeights ? new FrequentItems(FrequentItems.DEFAULT_LIMIT) : null,
        new DistinctCounter());
  }

  private StringAccumulator(
      boolean opaque, FrequentItems frequent, FrequentItems weighted, DistinctCounter distinct) {
    this.opaque = opaque;
    this.frequent = frequent;
    this.weighted = weighted;
    this.distinct = distinct;
  }

  void add(byte[] buffer, int at, int length) {
    add(buffer, at, length, 0);
  }

  void add(byte[] buffer, int at, int length, double weight) {
    totalBytes += length;
    minBytes = Math.min(minBytes, length);
    maxBytes = Math.max(maxBytes, length);
    if (opaque) {
      return;
    }
    long hash = Hashes.hash(buffer, at, length);
    // What the table knows is counted as distinct already, and is UTF-8: the two labels cannot be
    // told from values of the same text, so those take the long way.
    boolean label = hash == INVALID_HASH || hash == LARGE_HASH;
    if (!label && frequent.addKnown(buffer, at, length, hash, 1)) {
      addWeight(buffer, at, length, hash, weight);
      return;
    }
    distinct.add(hash);
    if (!Utf8.isValid(buffer, at, length)) {
      invalidUtf8++;
      frequent.add(INVALID, 0, INVALID.length, INVALID_HASH, 1);
      addWeight(INVALID, 0, INVALID.length, INVALID_HASH, weight);
    } else if (length > MAX_KEPT_BYTES) {
      frequent.add(LARGE, 0, LARGE.length, LARGE_HASH, 1);
      addWeight(LARGE, 0, LARGE.length, LARGE_HASH, weight);
    } else {
      frequent.add(buffer, at, length, hash, 1);
      addWeight(buffer, at, length, hash, weight);
    }
  }

  private void addWeight(byte[] buffer, int at, int length, long hash, double weight) {
    if (weighted != null) {
      weighted.add(buffer, at, length, hash, weight);
    }
  }

  void merge(StringAccumulator other) {
    frequent.merge(other.frequent);
    if (weighted != null) {
      weighted.merge(other.weighted);
    }
    distinct.merge(other.distinct);
    totalBytes += other.totalBytes;
    minBytes = Math.min(minBytes, other.minBytes);
    maxBytes = Math.max(maxBytes, other.maxBytes);
    invalidUtf8 += other.invalidUtf8;
  }

  void write(StateOutput out) {
    out.writeBoolean(opaque);
    frequent.write(out);
    out.writeBoolean(weighted != null);
    if (weighted != null) {
      weighted.write(out);
    }
    distinct.write(out);
    out.writeVarint(totalBytes);
    out.writeVarint(minBytes);
    out.writeVarint(maxBytes);
    out.writeVarint(invalidUtf8);
  }

  static StringAccumulator read(StateInput in) {
    boolean opaque = in.readBoolean();
    FrequentItems frequent = FrequentItems.read(in);
    FrequentItems weighted = in.readBoolean() ? FrequentItems.read(in) : null;
    StringAccumulator strings =
        new StringAccumulator(opaque, frequent, weighted, DistinctCounter.read(in));
    strings.totalBytes = in.readVarint();
    strings.minBytes = (int) in.readVarint();
    strings.maxBytes = (int) in.readVarint();
    strings.invalidUtf8 = in.readVarint();
    return strings;
  }

  /** The frequent values with their counts. */
  public FrequentItems frequent() {
    return frequent;
  }

  /** The heavy values with their weights; null without weights. */
  public FrequentItems weighted() {
    return weighted;
  }

  /** How many distinct values there are. */
  public DistinctCounter distinct() {
    return distinct;
  }

  /** The bytes of all values. */
  public long totalBytes() {
    return totalBytes;
  }

  /** The length of the shortest value; 0 without values. */
  public int minBytes() {
    return minBytes == Integer.MAX_VALUE ? 0 : minBytes;
  }

  /** The length of the longest value in bytes. */
  public int maxBytes() {
    return maxBytes;
  }

  /** Values that are not UTF-8. */
  public long invalidUtf8() {
    return invalidUtf8;
  }
}
