package io.millrace.records;

import java.util.Objects;

/**
 * How a file of records is read.
 *
 * @param maxRecordBytes the longest record that is read, in bytes
 * @param payload what happens to the payloads
 * @param onDamage what happens where the file is damaged
 */
public record ReaderOptions(int maxRecordBytes, Payload payload, Damage onDamage) {
  /** The longest record that is read unless another bound is given: 1 GiB. */
  public static final int DEFAULT_MAX_RECORD_BYTES = 1 << 30;

  /** Every checksum is checked, damage is an error. */
  public static final ReaderOptions DEFAULT =
      new ReaderOptions(DEFAULT_MAX_RECORD_BYTES, Payload.CHECKED, Damage.FAIL);

  /** The largest array, less a frame and the header behind it. */
  static final int LARGEST_RECORD_BYTES =
      Integer.MAX_VALUE - 8 - 2 * Framing.HEADER_BYTES - Framing.FOOTER_BYTES;

  /** What happens to the payloads. */
  public enum Payload {
    /** They are read, and their checksums checked. */
    CHECKED,
    /** They are read; their checksums are not looked at. */
    UNCHECKED,
    /** They are passed over: only lengths and their checksums are read. */
    SKIPPED
  }

  /** What happens where the file is damaged. */
  public enum Damage {
    /** The reader throws. */
    FAIL,
    /** The reader counts it and goes on with the next intact record. */
    SKIP,
    /** The reader shows it as a record with {@link TfRecordReader#damage()}, then goes on. */
    SHOW
  }

  /**
   * Checks the bound.
   *
   * @throws IllegalArgumentException if it is less than 0 or does not fit into an array
   */
  public ReaderOptions {
    Objects.requireNonNull(payload, "payload");
    Objects.requireNonNull(onDamage, "onDamage");
    if (maxRecordBytes < 0 || maxRecordBytes > LARGEST_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "maxRecordBytes: %,d (expected: 0 to %,d)"
              .formatted(maxRecordBytes, LARGEST_RECORD_BYTES));
    }
  }

  /** The same with another bound. */
  public ReaderOptions withMaxRecordBytes(int bytes) {
    return new ReaderOptions(bytes, payload, onDamage);
  }

  /** The same with another treatment of payloads. */
  public ReaderOptions withPayload(Payload other) {
    return new ReaderOptions(maxRecordBytes, other, onDamage);
  }

  /** The same with another treatment of damage. */
  public ReaderOptions withOnDamage(Damage other) {
    return new ReaderOptions(maxRecordBytes, payload, other);
  }
}
