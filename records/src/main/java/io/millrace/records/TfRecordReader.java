package io.millrace.records;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Reads the records of a TFRecord file, compressed or not; the codec is found by the first bytes,
 * not by the name. Records are handed out in place: no object and no copy per record.
 *
 * <p>The format (TensorFlow, {@code lib/io/record_writer.h}): for each record its length as a
 * little-endian uint64, the masked CRC-32C of those 8 bytes, the payload, the masked CRC-32C of the
 * payload. Both checksums are always checked.
 *
 * <p>Memory: one buffer of 256 KiB that grows to hold the largest record and only as far as bytes
 * really arrive, so that a corrupt length cannot ask for more. Not thread-safe.
 */
public final class TfRecordReader implements Closeable {
  /** The largest record that is accepted unless told otherwise: 1 GiB. */
  public static final int DEFAULT_MAX_RECORD_BYTES = 1 << 30;

  private static final int INITIAL_BUFFER_BYTES = 256 << 10;
  private static final int LARGEST_RECORD_BYTES = Integer.MAX_VALUE - 64; // an array's limit
  private static final int HEADER_BYTES = 12;
  private static final int LENGTH_BYTES = 8;
  private static final int FOOTER_BYTES = 4;

  private final InputStream in;
  private final String name;
  private final int maxRecordBytes;
  private final MaskedCrc crc = new MaskedCrc();

  private byte[] buffer = new byte[INITIAL_BUFFER_BYTES];
  private int position;
  private int limit;
  private int recordOffset;
  private int recordLength;
  private long recordIndex = -1;
  private long recordByteOffset;
  private long nextByteOffset;

  private TfRecordReader(InputStream in, String name, int maxRecordBytes) {
    this.in = in;
    this.name = name;
    this.maxRecordBytes = maxRecordBytes;
  }

  /**
   * Opens a file; the reader closes the stream.
   *
   * @param name of the file, for messages
   * @throws CorruptRecordException if the file is neither a TFRecord file nor a compressed one
   */
  public static TfRecordReader open(InputStream in, String name) throws IOException {
    return open(in, name, DEFAULT_MAX_RECORD_BYTES);
  }

  /** As {@link #open(InputStream, String)}, with a bound on the payload of a record, in bytes. */
  public static TfRecordReader open(InputStream in, String name, int maxRecordBytes)
      throws IOException {
    if (maxRecordBytes <= 0 || maxRecordBytes > LARGEST_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "maxRecordBytes: " + maxRecordBytes + " (expected: 1 to " + LARGEST_RECORD_BYTES + ")");
    }
    PeekingInputStream raw = new PeekingInputStream(in);
    try {
      return new TfRecordReader(decompressed(raw, name), name, maxRecordBytes);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream decompressed(PeekingInputStream raw, String name) throws IOException {
    byte[] first = raw.peek(HEADER_BYTES);
    // A plain file first: its length may begin with the two magic bytes of a codec.
    boolean plain =
        first.length == HEADER_BYTES
            && new MaskedCrc().of(first, 0, LENGTH_BYTES)
                == LittleEndian.readInt(first, LENGTH_BYTES);
    if (plain || first.length < 2) {
      return raw;
    }
    int magic = (first[0] & 0xff) << 8 | (first[1] & 0xff);
    try {
      if (magic == 0x1f8b) {
        return new GZIPInputStream(raw, INITIAL_BUFFER_BYTES);
      }
    } catch (EOFException | ZipException e) {
      throw new CorruptRecordException(name, 0, 0, "broken gzip header: " + e.getMessage(), e);
    }
    if ((first[0] & 0x0f) == 8 && magic % 31 == 0) {
      return new InflaterInputStream(raw);
    }
    return raw;
  }

  /**
   * Goes to the next record.
   *
   * @return false at the end of the file
   * @throws CorruptRecordException for a wrong checksum, a truncated record, a length over the
   *     bound, broken compression
   */
  public boolean next() throws IOException {
    position = recordIndex < 0 ? 0 : recordOffset + recordLength + FOOTER_BYTES;
    recordIndex++;
    recordByteOffset = nextByteOffset;
    int header = fill(HEADER_BYTES);
    if (header == 0) {
      recordLength = -FOOTER_BYTES;
      recordOffset = position;
      return false;
    }
    if (header < HEADER_BYTES) {
      throw corrupt(
          "truncated: found %d bytes of the header (expected: %d)".formatted(header, HEADER_BYTES));
    }
    check("length", position, LENGTH_BYTES);
    long length = LittleEndian.readLong(buffer, position);
    if (length < 0 || length > maxRecordBytes) {
      throw corrupt(
          "a length of %s bytes (expected: at most %,d); raise the bound on record size if it is meant"
              .formatted(Long.toUnsignedString(length), maxRecordBytes));
    }
    int whole = HEADER_BYTES + (int) length + FOOTER_BYTES;
    int found = fill(whole);
    if (found < whole) {
      throw corrupt(
          "truncated: found %,d bytes of the record (expected: %,d)".formatted(found, whole));
    }
    recordOffset = position + HEADER_BYTES;
    recordLength = (int) length;
    check("payload", recordOffset, recordLength);
    nextByteOffset = recordByteOffset + whole;
    return true;
  }

  /** The array that holds the record; valid until {@link #next()}. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where the record begins in {@link #buffer()}. */
  public int offset() {
    return recordOffset;
  }

  /** The record's length in bytes. */
  public int length() {
    return recordLength;
  }

  /** A copy of the record. */
  public byte[] record() {
    return Arrays.copyOfRange(buffer, recordOffset, recordOffset + recordLength);
  }

  /** The 0-based index of the record. */
  public long index() {
    return recordIndex;
  }

  /** Where the record's header begins, in bytes of the uncompressed stream. */
  public long byteOffset() {
    return recordByteOffset;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void check(String part, int offset, int length) throws CorruptRecordException {
    int found = LittleEndian.readInt(buffer, offset + length);
    int expected = crc.of(buffer, offset, length);
    if (found != expected) {
      throw corrupt(
          "checksum of the %s: found 0x%08x (expected: 0x%08x); the file is damaged or no TFRecord file"
              .formatted(part, found, expected));
    }
  }

  /** Makes up to {@code wanted} bytes from {@code position} on available; fewer only at the end. */
  private int fill(int wanted) throws IOException {
    while (limit - position < wanted) {
      if (position > 0 && position + wanted > buffer.length) {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
      }
      if (limit == buffer.length) {
        buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, wanted));
      }
      int read = read();
      if (read < 0) {
        break;
      }
      limit += read;
    }
    return Math.min(wanted, limit - position);
  }

  private int read() throws IOException {
    try {
      return in.read(buffer, limit, buffer.length - limit);
    } catch (EOFException | ZipException e) {
      throw new CorruptRecordException(
          name,
          recordIndex,
          recordByteOffset,
          "broken or truncated compression: " + e.getMessage(),
          e);
    }
  }

  private CorruptRecordException corrupt(String problem) {
    return new CorruptRecordException(name, recordIndex, recordByteOffset, problem, null);
  }
}
