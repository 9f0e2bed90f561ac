package io.millrace.records;

import io.millrace.records.CorruptRecordException.Problem;
import io.millrace.records.ReaderOptions.Damage;
import io.millrace.records.ReaderOptions.Payload;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.ZipException;

/**
 * Reads the records of one TFRecord file, or of a range of one, in order.
 *
 * <p>One buffer serves all records: {@link #buffer()}, {@link #offset()} and {@link #length()} show
 * the current one until the next call of {@link #next()}. {@link #nextBuffered()} goes on only
 * where nothing in the buffer has to move, so that several records can be looked at together. The
 * buffer grows only as data arrive, so a wrong length cannot exhaust memory. A reader belongs to
 * one thread.
 *
 * <p>Damage is an error unless {@link ReaderOptions} say otherwise. Where it is passed over, the
 * reader goes on behind a record whose payload is damaged, and elsewhere with the next place where
 * both checksums of a record are right. Compressed data that cannot be unpacked always are an
 * error, since nobody knows what is behind.
 */
public final class TfRecordReader implements Closeable {
  /** The longest record that is read unless another bound is given: 1 GiB. */
  public static final int DEFAULT_MAX_RECORD_BYTES = ReaderOptions.DEFAULT_MAX_RECORD_BYTES;

  private static final int INITIAL_BUFFER_BYTES = 512 << 10;
  private static final int LARGEST_BUFFER_BYTES = Integer.MAX_VALUE - 8;

  private final RecordSource in;
  private final String name;
  private final int maxRecordBytes;
  private final Payload payload;
  private final Damage onDamage;
  private final Compression compression;
  private final CRC32C crc = new CRC32C();

  /** Of a range: counts the records before it, once a message needs that. */
  private final RecordFinder before;

  private final long rangeStart;
  private final long rangeEnd;
  private long recordsBefore = -1;

  private byte[] buffer = new byte[INITIAL_BUFFER_BYTES];
  private int position;
  private int limit;
  private int recordOffset;
  private int recordLength = -1;
  private long recordsRead;
  private long recordStart;
  private long nextStart;
  private long damagedRecords;
  private long skippedBytes;
  private CorruptRecordException failure;
  private CorruptRecordException damage;
  private CorruptRecordException firstDamage;
  private Recovery recovery = Recovery.NONE;

  /** How to go on behind damage. */
  private enum Recovery {
    NONE,
    /** The length is right: the next record follows the payload. */
    BEHIND_PAYLOAD,
    /** As {@link #BEHIND_PAYLOAD}, of a record too long to be buffered. */
    BEHIND_LONG_RECORD,
    /** Nothing is known but that the record does not start here. */
    SEARCH,
    /** The record is cut off, others may have been appended. */
    SEARCH_BEHIND_HEADER,
    /** The file ends here. */
    END
  }

  private TfRecordReader(
      RecordSource in,
      Compression compression,
      String name,
      ReaderOptions options,
      RecordFinder before,
      long rangeStart,
      long rangeEnd) {
    this.in = in;
    this.compression = compression;
    this.name = name;
    this.maxRecordBytes = options.maxRecordBytes();
    this.payload = options.payload();
    this.onDamage = options.onDamage();
    this.before = before;
    this.rangeStart = rangeStart;
    this.rangeEnd = rangeEnd;
    this.nextStart = rangeStart;
  }

  /**
   * Opens a file of records of up to {@link #DEFAULT_MAX_RECORD_BYTES}.
   *
   * @param in the file from its first byte: gzip (of any number of members), zlib or plain, told by
   *     its first bytes; closed by the reader, and at once if this method throws
   * @param name of the file, for messages
   */
  public static TfRecordReader open(InputStream in, String name) throws IOException {
    return open(in, name, ReaderOptions.DEFAULT);
  }

  /**
   * As {@link #open(InputStream, String)}, with a bound on the length of a record.
   *
   * @throws IllegalArgumentException if the bound is less than 0 or does not fit into an array
   */
  public static TfRecordReader open(InputStream in, String name, int maxRecordBytes)
      throws IOException {
    ReaderOptions options;
    try {
      options = ReaderOptions.DEFAULT.withMaxRecordBytes(maxRecordBytes);
    } catch (IllegalArgumentException e) {
      closeBecauseOf(e, in);
      throw e;
    }
    return open(in, name, options);
  }

  /** As {@link #open(InputStream, String)}, with options. */
  public static TfRecordReader open(InputStream in, String name, ReaderOptions options)
      throws IOException {
    try {
      byte[] start = in.readNBytes(Framing.HEADER_BYTES);
      InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), in);
      return open(whole, Compression.detect(start), name, options);
    } catch (IOException | RuntimeException e) {
      closeBecauseOf(e, in);
      throw e;
    }
  }

  /** As {@link #open(InputStream, String, ReaderOptions)}, packed as the caller says. */
  public static TfRecordReader open(
      InputStream in, Compression compression, String name, ReaderOptions options) {
    return new TfRecordReader(
        RecordSource.of(compression.unpack(in)),
        compression,
        name,
        options,
        null,
        0,
        Long.MAX_VALUE);
  }

  /** As {@link #open(InputStream, String, ReaderOptions)}, from a channel's position on. */
  public static TfRecordReader open(ReadableByteChannel in, String name, ReaderOptions options)
      throws IOException {
    return open(Channels.newInputStream(in), name, options);
  }

  /**
   * Opens a range of an uncompressed file: the records from the first intact one at or behind the
   * start (at 0: from the first byte) up to the first intact one at or behind the end. Ranges that
   * cover a file give each record once, and each damaged place once, too. A record whose bytes hold
   * whole records of their own can make a border ambiguous: that is an error of the range before
   * it, whatever the options say.
   *
   * @param in closed by the reader, and at once if this method throws
   * @param name of the file, for messages
   */
  public static TfRecordReader openRange(
      SeekableByteChannel in, String name, long start, long end, ReaderOptions options)
      throws IOException {
    try {
      RecordFinder finder = new RecordFinder(in, options.maxRecordBytes());
      if (options.onDamage() == Damage.FAIL && !finder.startsWithHeader()) {
        // The first range fails at once. Nobody searches all of a file that is none of these.
        long nothing = start > 0 ? in.size() : 0;
        in.position(nothing);
        return new TfRecordReader(
            RecordSource.of(in), Compression.NONE, name, options, finder, nothing, Long.MAX_VALUE);
      }
      long from = finder.firstAtOrBehind(start);
      long to = end >= in.size() ? Long.MAX_VALUE : Math.max(from, finder.firstAtOrBehind(end));
      if (to == in.size()) {
        // No intact record behind the end: what is left there belongs to this range.
        to = Long.MAX_VALUE;
      }
      if (start > 0 && from == in.size()) {
        to = from;
      }
      in.position(from);
      return new TfRecordReader(
          RecordSource.of(in), Compression.NONE, name, options, finder, from, to);
    } catch (IOException | RuntimeException e) {
      closeBecauseOf(e, in);
      throw e;
    }
  }

  /** Whether the first bytes of a file are the header of a record, its checksum right. */
  public static boolean startsWithHeader(byte[] start) {
    return start.length >= Framing.HEADER_BYTES
        && RecordFinder.headerIsIntact(new CRC32C(), start, 0, Framing.longAt(start, 0));
  }

  private static void closeBecauseOf(Exception thrown, Closeable in) {
    try {
      in.close();
    } catch (IOException closing) {
      thrown.addSuppressed(closing);
    }
  }

  /** How the file is packed. */
  public Compression compression() {
    return compression;
  }

  /**
   * Goes to the next record.
   *
   * @return false at the end of the file or of the range
   * @throws CorruptRecordException if the file is damaged and damage is an error, or if it cannot
   *     be unpacked; each later call throws it again
   * @throws IOException if the file cannot be read
   */
  public boolean next() throws IOException {
    if (failure != null) {
      throw failure;
    }
    damage = null;
    while (true) {
      recordLength = -1;
      if (recovery != Recovery.NONE && !recover()) {
        return false;
      }
      recordStart = nextStart;
      if (nextStart >= rangeEnd) {
        checkRangeEnd();
        return false;
      }
      Problem problem = read();
      if (problem == null) {
        return recordLength >= 0;
      }
      CorruptRecordException corrupt = corrupt(problem, null);
      if (onDamage == Damage.FAIL) {
        failure = corrupt;
        throw corrupt;
      }
      damagedRecords++;
      recordsRead++;
      firstDamage = firstDamage == null ? corrupt : firstDamage;
      if (onDamage == Damage.SHOW) {
        damage = corrupt;
        return true;
      }
    }
  }

  /** Reads the frame at the position: null if it is intact, or if the file ends here. */
  private Problem read() throws IOException {
    int have = require(Framing.HEADER_BYTES);
    if (have < Framing.HEADER_BYTES) {
      if (have == 0) {
        return null;
      }
      show(position, have, Recovery.END);
      return Problem.truncated(
          "%d bytes of a record's header".formatted(have),
          "%d bytes".formatted(Framing.HEADER_BYTES));
    }
    long length = Framing.longAt(buffer, position);
    if (!RecordFinder.headerIsIntact(crc, buffer, position, length)) {
      int stored = Framing.intAt(buffer, position + Framing.LENGTH_BYTES);
      int computed = Framing.maskedCrc(crc, buffer, position, Framing.LENGTH_BYTES);
      show(position, Framing.HEADER_BYTES, Recovery.SEARCH);
      return Problem.damaged(
          "length CRC 0x%08x".formatted(stored),
          "0x%08x; is it a TFRecord file?".formatted(computed));
    }
    if (length < 0 || length > maxRecordBytes) {
      show(position, Framing.HEADER_BYTES, Recovery.BEHIND_LONG_RECORD);
      return new Problem(
          "a record of %s bytes".formatted(Long.toUnsignedString(length)),
          "at most %,d".formatted(maxRecordBytes),
          "raise the bound on the length of records if it is meant");
    }
    return payload == Payload.SKIPPED ? passOver(length) : readPayload((int) length);
  }

  private Problem readPayload(int length) throws IOException {
    int have = require(Framing.HEADER_BYTES + length + Framing.FOOTER_BYTES) - Framing.HEADER_BYTES;
    int start = position + Framing.HEADER_BYTES;
    if (have < length + Framing.FOOTER_BYTES) {
      show(start, Math.min(have, length), Recovery.SEARCH_BEHIND_HEADER);
      return truncated(have, length);
    }
    if (payload == Payload.CHECKED) {
      int computed = Framing.maskedCrc(crc, buffer, start, length);
      int stored = Framing.intAt(buffer, start + length);
      if (computed != stored) {
        show(start, length, Recovery.BEHIND_PAYLOAD);
        return Problem.damaged(
            "payload CRC 0x%08x".formatted(stored),
            "0x%08x, that of its %,d bytes".formatted(computed, length));
      }
    }
    accept(start, length);
    return null;
  }

  private void accept(int start, int length) {
    recordOffset = start;
    recordLength = length;
    recordsRead++;
    position = start + length + Framing.FOOTER_BYTES;
    nextStart = recordStart + Framing.HEADER_BYTES + length + Framing.FOOTER_BYTES;
  }

  private Problem passOver(long length) throws IOException {
    long wanted = Framing.HEADER_BYTES + length + Framing.FOOTER_BYTES;
    int buffered = limit - position;
    if (wanted <= buffered) {
      position += (int) wanted;
    } else {
      long skipped = skip(wanted - buffered);
      position = 0;
      limit = 0;
      if (buffered + skipped < wanted) {
        show(0, 0, Recovery.END);
        return truncated(buffered + skipped - Framing.HEADER_BYTES, length);
      }
    }
    recordOffset = 0;
    recordLength = (int) length;
    recordsRead++;
    nextStart = recordStart + wanted;
    return null;
  }

  private static Problem truncated(long have, long length) {
    return Problem.truncated(
        "%,d bytes of payload and checksum".formatted(have),
        "%,d".formatted(length + Framing.FOOTER_BYTES));
  }

  /** Makes what was found at a damaged place the current record. */
  private void show(int start, int length, Recovery next) {
    recordOffset = start;
    recordLength = length;
    recovery = next;
  }

  /**
   * Goes to the next record only if it is intact and lies in the buffer as a whole already. Then
   * {@link #buffer()} stays the same array, and the records since the last {@link #next()} stay
   * where they are.
   *
   * @return false if {@link #next()} has to tell what comes; the current record stays
   */
  public boolean nextBuffered() {
    int at = position;
    int buffered = limit - at;
    if (buffered < Framing.HEADER_BYTES + Framing.FOOTER_BYTES
        || nextStart >= rangeEnd
        || recovery != Recovery.NONE
        || payload == Payload.SKIPPED) {
      return false;
    }
    long length = Framing.longAt(buffer, at);
    if (length < 0
        || length > buffered - Framing.HEADER_BYTES - Framing.FOOTER_BYTES
        || length > maxRecordBytes
        || !RecordFinder.headerIsIntact(crc, buffer, at, length)) {
      return false;
    }
    int start = at + Framing.HEADER_BYTES;
    if (payload == Payload.CHECKED
        && Framing.maskedCrc(crc, buffer, start, (int) length)
            != Framing.intAt(buffer, start + (int) length)) {
      return false;
    }
    recordStart = nextStart;
    accept(start, (int) length);
    return true;
  }

  /** Goes behind the damage to where the next record starts; false if the file ends before. */
  private boolean recover() throws IOException {
    Recovery from = recovery;
    recovery = Recovery.NONE;
    boolean more =
        switch (from) {
          case BEHIND_PAYLOAD -> goBehindPayload();
          case BEHIND_LONG_RECORD -> goBehindLongRecord();
          case SEARCH -> search(1);
          case SEARCH_BEHIND_HEADER -> search(Framing.HEADER_BYTES);
          default -> false;
        };
    skippedBytes += nextStart - recordStart;
    if (!more) {
      skippedBytes += limit - position;
      position = limit;
      recovery = Recovery.END;
    }
    return more;
  }

  private boolean goBehindPayload() throws IOException {
    long length = Framing.longAt(buffer, position);
    int frame = Framing.HEADER_BYTES + (int) length + Framing.FOOTER_BYTES;
    int have = require(frame + Framing.HEADER_BYTES) - frame;
    int next = position + frame;
    if (have == 0
        || have == Framing.HEADER_BYTES
            && RecordFinder.headerIsIntact(crc, buffer, next, Framing.longAt(buffer, next))) {
      position = next;
      nextStart = recordStart + frame;
      return true;
    }
    // Bytes are missing or doubled: the next record is not where the length says.
    return search(Framing.HEADER_BYTES);
  }

  private boolean goBehindLongRecord() throws IOException {
    long length = Framing.longAt(buffer, position);
    if (length < 0 || length > Long.MAX_VALUE - Framing.HEADER_BYTES - Framing.FOOTER_BYTES) {
      return search(1);
    }
    long frame = Framing.HEADER_BYTES + length + Framing.FOOTER_BYTES;
    int buffered = limit - position;
    nextStart = recordStart + frame;
    if (frame <= buffered) {
      position += (int) frame;
      return true;
    }
    long skipped = skip(frame - buffered);
    position = 0;
    limit = 0;
    return skipped == frame - buffered;
  }

  /** Looks for the next intact record, some bytes behind the position. */
  private boolean search(int ahead) throws IOException {
    advance(ahead);
    while (require(Framing.HEADER_BYTES) == Framing.HEADER_BYTES) {
      long length = Framing.longAt(buffer, position);
      if (length >= 0
          && length <= maxRecordBytes
          && RecordFinder.headerIsIntact(crc, buffer, position, length)) {
        int wanted = Framing.HEADER_BYTES + (int) length + Framing.FOOTER_BYTES;
        int start = Framing.HEADER_BYTES;
        if (require(wanted) == wanted
            && Framing.maskedCrc(crc, buffer, position + start, (int) length)
                == Framing.intAt(buffer, position + start + (int) length)) {
          return true;
        }
      }
      advance(1);
    }
    return false;
  }

  private void advance(int bytes) {
    position += bytes;
    nextStart += bytes;
  }

  private void checkRangeEnd() throws CorruptRecordException {
    if (nextStart > rangeEnd) {
      failure =
          corrupt(
              new Problem(
                  "that a record ends at byte %,d, while byte %,d starts a record, too"
                      .formatted(nextStart, rangeEnd),
                  "one way to divide the bytes into records",
                  "a record seems to hold records: read the file without splitting it",
                  true),
              null);
      throw failure;
    }
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
        // No longer than the record needs, and no longer than twice the bytes that are there.
        int larger = (int) Math.min(Math.min(LARGEST_BUFFER_BYTES, wanted), 2L * buffer.length);
        buffer = Arrays.copyOf(buffer, larger);
      }
      int n = fill();
      if (n < 0) {
        break;
      }
      limit += n;
    }
    return Math.min(limit - position, wanted);
  }

  private int fill() throws IOException {
    try {
      return in.read(buffer, limit, buffer.length - limit);
    } catch (ZipException | EOFException e) {
      throw unpackable(e);
    }
  }

  private long skip(long bytes) throws IOException {
    try {
      return in.skip(bytes);
    } catch (ZipException | EOFException e) {
      throw unpackable(e);
    }
  }

  private CorruptRecordException unpackable(IOException e) {
    String expected = "intact " + compression + " data";
    failure =
        corrupt(
            e instanceof EOFException
                ? Problem.truncated(e.getMessage(), expected)
                : Problem.damaged(e.getMessage(), expected),
            e);
    return failure;
  }

  /**
   * An error about the current record, for callers who find that its bytes are not what they should
   * be.
   */
  public CorruptRecordException malformed(
      String found, String expected, String advice, Throwable cause) {
    checkCurrent();
    return corruptAt(recordsRead - 1, new Problem(found, expected, advice), cause);
  }

  private CorruptRecordException corrupt(Problem problem, Throwable cause) {
    return corruptAt(recordsRead, problem, cause);
  }

  private CorruptRecordException corruptAt(long indexInRange, Problem problem, Throwable cause) {
    return new CorruptRecordException(
        name, recordsBefore() + indexInRange, recordStart, problem, cause);
  }

  /** The records before the range. Reads the file up to there, once, for the sake of a message. */
  private long recordsBefore() {
    if (recordsBefore < 0) {
      recordsBefore = 0;
      if (rangeStart > 0) {
        try {
          recordsBefore = before.recordsBefore(rangeStart);
        } catch (IOException e) {
          // The place in bytes still tells where.
          recordsBefore = 0;
        }
      }
    }
    return recordsBefore;
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

  /** The length of the current record in bytes, also where payloads are passed over. */
  public int length() {
    checkCurrent();
    return recordLength;
  }

  /** A copy of the current record. */
  public byte[] record() {
    checkCurrent();
    if (payload == Payload.SKIPPED) {
      throw new IllegalStateException(name + ": payloads are passed over (expected: read)");
    }
    return Arrays.copyOfRange(buffer, recordOffset, recordOffset + recordLength);
  }

  /** The index of the current record in the file, or in the range, from 0. */
  public long index() {
    checkCurrent();
    return recordsRead - 1;
  }

  /** Where the current record's header starts, in bytes of the uncompressed stream. */
  public long byteOffset() {
    checkCurrent();
    return recordStart;
  }

  /**
   * What is wrong with the current record; null if it is intact. Only where damage is shown: the
   * bytes of such a record are what was found of it.
   */
  public CorruptRecordException damage() {
    return damage;
  }

  /** The damaged places that were passed over or shown. */
  public long damagedRecords() {
    return damagedRecords;
  }

  /** What is wrong at the first of the {@link #damagedRecords()}; null if there is none. */
  public CorruptRecordException firstDamage() {
    return firstDamage;
  }

  /** The bytes that belong to no intact record, so far. */
  public long skippedBytes() {
    return skippedBytes;
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
