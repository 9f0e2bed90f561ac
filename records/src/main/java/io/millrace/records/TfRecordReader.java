package io.millrace.records;

import io.millrace.records.CorruptRecordException.Problem;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.ZipException;

/**
 * Reads the records of one TFRecord file in order, checking both checksums of each.
 *
 * <p>One buffer serves all records: {@link #buffer()}, {@link #offset()} and {@link #length()} show
 * the current one until the next call of {@link #next()}. The buffer grows only as data arrive, so
 * a wrong length cannot exhaust memory. A reader belongs to one thread.
 */
public final class TfRecordReader implements Closeable {
  /** The longest record that is read unless another bound is given: 1 GiB. */
  public static final int DEFAULT_MAX_RECORD_BYTES = 1 << 30;

  private static final int INITIAL_BUFFER_BYTES = 128 << 10;
  private static final int LARGEST_BUFFER_BYTES = Integer.MAX_VALUE - 8;

  private final InputStream in;
  private final String name;
  private final int maxRecordBytes;
  private final Compression compression;
  private final CRC32C crc = new CRC32C();
  private byte[] buffer = new byte[INITIAL_BUFFER_BYTES];
  private int position;
  private int limit;
  private int recordOffset;
  private int recordLength = -1;
  private long recordsRead;
  private long recordStart;
  private long nextStart;
  private CorruptRecordException failure;

  private TfRecordReader(InputStream in, Compression compression, String name, int maxRecordBytes) {
    this.in = in;
    this.compression = compression;
    this.name = name;
    this.maxRecordBytes = maxRecordBytes;
  }

  /**
   * Opens a file of records of up to {@link #DEFAULT_MAX_RECORD_BYTES}.
   *
   * @param in the file from its first byte: gzip (of any number of members), zlib or plain, told by
   *     its first bytes; closed by the reader, and at once if this method throws
   * @param name of the file, for messages
   */
  public static TfRecordReader open(InputStream in, String name) throws IOException {
    return open(in, name, DEFAULT_MAX_RECORD_BYTES);
  }

  /**
   * As {@link #open(InputStream, String)}, with a bound on the length of a record.
   *
   * @throws IllegalArgumentException if the bound is less than 0 or does not fit into an array
   */
  public static TfRecordReader open(InputStream in, String name, int maxRecordBytes)
      throws IOException {
    try {
      if (maxRecordBytes < 0 || maxRecordBytes > LARGEST_BUFFER_BYTES - Framing.FOOTER_BYTES) {
        throw new IllegalArgumentException(
            "maxRecordBytes: %,d (expected: 0 to %,d)"
                .formatted(maxRecordBytes, LARGEST_BUFFER_BYTES - Framing.FOOTER_BYTES));
      }
      byte[] start = in.readNBytes(Framing.HEADER_BYTES);
      InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), in);
      Compression compression = detect(start);
      return new TfRecordReader(compression.unpack(whole), compression, name, maxRecordBytes);
    } catch (IOException | RuntimeException e) {
      try {
        in.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /**
   * A plain file whose first record has 559,903 bytes starts like a gzip file, so a valid header
   * comes first; and a length beyond 4 GiB is no plain record, so zlib's two weak magic bytes count
   * only where the upper half of the length is not zero.
   */
  private static Compression detect(byte[] start) {
    if (start.length == Framing.HEADER_BYTES && lengthIsIntact(new CRC32C(), start, 0)) {
      return Compression.NONE;
    }
    if (start.length < 2) {
      return Compression.NONE;
    }
    int first = start[0] & 0xff;
    int second = start[1] & 0xff;
    if (first == 0x1f && second == 0x8b) {
      return Compression.GZIP;
    }
    boolean longerThanPlain = start.length >= 8 && Framing.intAt(start, 4) != 0;
    boolean zlib = first == 0x78 && (first << 8 | second) % 31 == 0 && (second & 0x20) == 0;
    return zlib && longerThanPlain ? Compression.ZLIB : Compression.NONE;
  }

  private static boolean lengthIsIntact(CRC32C crc, byte[] bytes, int at) {
    return Framing.maskedCrc(crc, bytes, at, Framing.LENGTH_BYTES)
        == Framing.intAt(bytes, at + Framing.LENGTH_BYTES);
  }

  /** How the file is packed. */
  public Compression compression() {
    return compression;
  }

  /**
   * Goes to the next record.
   *
   * @return false at the end of the file
   * @throws CorruptRecordException if the file is truncated or damaged; each later call throws it
   *     again
   * @throws IOException if the file cannot be read
   */
  public boolean next() throws IOException {
    if (failure != null) {
      throw failure;
    }
    recordLength = -1;
    recordStart = nextStart;
    int have = require(Framing.HEADER_BYTES);
    if (have == 0) {
      return false;
    }
    if (have < Framing.HEADER_BYTES) {
      throw fail(
          Problem.truncated(
              "%d bytes of a record's header".formatted(have),
              "%d bytes".formatted(Framing.HEADER_BYTES)),
          null);
    }
    long length = checkedLength();
    position += Framing.HEADER_BYTES;
    int payload = (int) length;
    have = require(payload + Framing.FOOTER_BYTES);
    if (have < payload + Framing.FOOTER_BYTES) {
      throw fail(
          Problem.truncated(
              "%,d bytes of payload and checksum".formatted(have),
              "%,d".formatted(length + Framing.FOOTER_BYTES)),
          null);
    }
    int computed = Framing.maskedCrc(crc, buffer, position, payload);
    int stored = Framing.intAt(buffer, position + payload);
    if (computed != stored) {
      throw fail(
          Problem.damaged(
              "payload CRC 0x%08x".formatted(stored),
              "0x%08x, that of its %,d bytes".formatted(computed, length)),
          null);
    }
    recordOffset = position;
    recordLength = payload;
    recordsRead++;
    position += payload + Framing.FOOTER_BYTES;
    nextStart = recordStart + Framing.HEADER_BYTES + payload + Framing.FOOTER_BYTES;
    return true;
  }

  private long checkedLength() throws CorruptRecordException {
    long length = Framing.longAt(buffer, position);
    if (!lengthIsIntact(crc, buffer, position)) {
      throw fail(
          Problem.damaged(
              "length CRC 0x%08x".formatted(Framing.intAt(buffer, position + Framing.LENGTH_BYTES)),
              "0x%08x; is it a TFRecord file?"
                  .formatted(Framing.maskedCrc(crc, buffer, position, Framing.LENGTH_BYTES))),
          null);
    }
    if (length < 0 || length > maxRecordBytes) {
      throw fail(
          new Problem(
              "a record of %s bytes".formatted(Long.toUnsignedString(length)),
              "at most %,d".formatted(maxRecordBytes),
              "raise the bound on the length of records if it is meant"),
          null);
    }
    return length;
  }

  /** Buffers up to {@code wanted} bytes from the position on; fewer only at the end of the file. */
  private int require(int wanted) throws IOException {
    while (limit - position < wanted) {
      if (position > 0 && buffer.length - position < wanted) {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
      }
      if (limit == buffer.length) {
        int larger = (int) Math.min(LARGEST_BUFFER_BYTES, 2L * buffer.length);
        buffer = Arrays.copyOf(buffer, larger);
      }
      int n = read();
      if (n < 0) {
        break;
      }
      limit += n;
    }
    return Math.min(limit - position, wanted);
  }

  private int read() throws IOException {
    try {
      return in.read(buffer, limit, buffer.length - limit);
    } catch (ZipException e) {
      throw fail(Problem.damaged(e.getMessage(), "intact " + compression + " data"), e);
    } catch (EOFException e) {
      throw fail(Problem.truncated(e.getMessage(), "intact " + compression + " data"), e);
    }
  }

  private CorruptRecordException fail(Problem problem, Throwable cause) {
    failure = new CorruptRecordException(name, recordsRead, recordStart, problem, cause);
    return failure;
  }

  /** The array that holds the current record; the reader's own, valid until the next call. */
  public byte[] buffer() {
    checkCurrent();
    return buffer;
  }

  /** Where the current record starts in {@link #buffer()}. */
  public int offset() {
    checkCurrent();
    return recordOffset;
  }

  /** The length of the current record in bytes. */
  public int length() {
    checkCurrent();
    return recordLength;
  }

  /** A copy of the current record. */
  public byte[] record() {
    checkCurrent();
    return Arrays.copyOfRange(buffer, recordOffset, recordOffset + recordLength);
  }

  /** The index of the current record, from 0. */
  public long index() {
    checkCurrent();
    return recordsRead - 1;
  }

  /** Where the current record's header starts, in bytes of the uncompressed stream. */
  public long byteOffset() {
    checkCurrent();
    return recordStart;
  }

  /** The size of the buffer in bytes. */
  int capacity() {
    return buffer.length;
  }

  private void checkCurrent() {
    if (recordLength < 0) {
      throw new IllegalStateException(name + ": no current record (expected: next() was true)");
    }
  }

  @Override
  public void close() throws IOException {
    recordLength = -1;
    in.close();
  }
}
