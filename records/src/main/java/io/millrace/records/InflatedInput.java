package io.millrace.records;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks a gzip stream of any number of members, or a zlib stream. Written because the JDK's
 * {@code GZIPInputStream} trusts {@code available()} to find the next member and takes a damaged
 * member header for the end of the file: both lose records in silence. Here the end of the stream
 * is only where the input ends right behind a trailer.
 *
 * <p>Damage is a {@link ZipException}, truncation an {@link EOFException}; other exceptions come
 * from the input.
 */
final class InflatedInput extends InputStream {
  private static final int INPUT_BYTES = 64 << 10;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_RESERVED = 0xe0;

  private final InputStream in;
  private final boolean gzip;
  private final Inflater inflater;
  private final CRC32 crc = new CRC32();
  private final CRC32 headerCrc = new CRC32();
  private final byte[] input = new byte[INPUT_BYTES];
  private int position;
  private int limit;
  private boolean inMember;
  private boolean anyMember;
  private boolean ended;

  InflatedInput(InputStream in, boolean gzip) {
    this.in = in;
    this.gzip = gzip;
    this.inflater = new Inflater(gzip);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int n = read(one, 0, 1);
    return n < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (!inMember && !nextMember()) {
        ended = true;
        break;
      }
      int n = inflate(target, offset, length);
      if (n > 0) {
        return n;
      }
    }
    return -1;
  }

  /** Inflates some bytes; 0 when the member has ended. */
  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      while (true) {
        int n = inflater.inflate(target, offset, length);
        if (n > 0) {
          if (gzip) {
            crc.update(target, offset, n);
          }
          return n;
        }
        if (inflater.finished()) {
          endMember();
          return 0;
        }
        if (inflater.needsDictionary()) {
          throw new ZipException("a preset dictionary");
        }
        if (!fill()) {
          throw new EOFException(gzip ? "gzip data without an end" : "zlib data without an end");
        }
        inflater.setInput(input, position, limit - position);
        position = limit;
      }
    } catch (DataFormatException e) {
      ZipException zip =
          new ZipException(e.getMessage() == null ? "undecodable data" : e.getMessage());
      zip.initCause(e);
      throw zip;
    }
  }

  private boolean nextMember() throws IOException {
    if (position == limit && !fill()) {
      return false;
    }
    if (!gzip && anyMember) {
      throw new ZipException("bytes behind the end of the zlib data");
    }
    if (gzip) {
      readHeader();
    }
    inflater.reset();
    inflater.setInput(input, position, limit - position);
    position = limit;
    crc.reset();
    inMember = true;
    anyMember = true;
    return true;
  }

  private void endMember() throws IOException {
    position = limit - inflater.getRemaining();
    inMember = false;
    if (!gzip) {
      return;
    }
    long storedCrc = word();
    if (storedCrc != crc.getValue()) {
      throw new ZipException(
          "gzip CRC 0x%08x where the data give 0x%08x".formatted(storedCrc, crc.getValue()));
    }
    long storedLength = word();
    if (storedLength != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new ZipException(
          "gzip length %,d where the data have %,d bytes"
              .formatted(storedLength, inflater.getBytesWritten()));
    }
  }

  private void readHeader() throws IOException {
    headerCrc.reset();
    int magic = headerByte() | headerByte() << 8;
    if (magic != 0x8b1f) {
      throw new ZipException(
          anyMember
              ? "bytes behind the end of the gzip data that start no other member"
              : "no gzip magic");
    }
    int method = headerByte();
    int flags = headerByte();
    if (method != 8 || (flags & FLAGS_RESERVED) != 0) {
      throw new ZipException("gzip method %d, flags 0x%02x".formatted(method, flags));
    }
    skipHeader(6);
    if ((flags & FLAG_EXTRA) != 0) {
      skipHeader(headerByte() | headerByte() << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText();
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      int expected = (int) headerCrc.getValue() & 0xffff;
      int found = headerByte() | headerByte() << 8;
      if (found != expected) {
        throw new ZipException(
            "gzip header CRC 0x%04x where the header gives 0x%04x".formatted(found, expected));
      }
    }
  }

  private void skipHeader(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      headerByte();
    }
  }

  @SuppressWarnings("EmptyLoop")
  private void skipText() throws IOException {
    while (headerByte() != 0) {}
  }

  private int headerByte() throws IOException {
    int value = next();
    headerCrc.update(value);
    return value;
  }

  private long word() throws IOException {
    long value = 0;
    for (int i = 0; i < 4; i++) {
      value |= (long) next() << (8 * i);
    }
    return value;
  }

  private int next() throws IOException {
    if (position == limit && !fill()) {
      throw new EOFException("gzip data without an end");
    }
    return input[position++] & 0xff;
  }

  private boolean fill() throws IOException {
    int n = in.read(input, 0, input.length);
    position = 0;
    limit = Math.max(n, 0);
    return n > 0;
  }

  @Override
  public void close() throws IOException {
    ended = true;
    inflater.end();
    in.close();
  }
}
