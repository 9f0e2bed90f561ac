package io.millrace.records;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.zip.CRC32C;

/**
 * Finds where records start in an uncompressed file, without an index: a place whose length has the
 * right checksum, and whose payload of that length has the right one, too. By chance that is so
 * once in 2^64 places.
 */
final class RecordFinder {
  private static final int WINDOW_BYTES = 64 << 10;

  /** The stored checksum of the length 0: files full of zeros need no computing. */
  private static final int CRC_OF_LENGTH_ZERO =
      Framing.maskedCrc(new CRC32C(), new byte[Framing.LENGTH_BYTES], 0, Framing.LENGTH_BYTES);

  private final SeekableByteChannel channel;
  private final long size;
  private final int maxRecordBytes;
  private final CRC32C crc = new CRC32C();
  private final byte[] window = new byte[WINDOW_BYTES];
  private final byte[] chunk = new byte[WINDOW_BYTES];

  RecordFinder(SeekableByteChannel channel, int maxRecordBytes) throws IOException {
    this.channel = channel;
    this.size = channel.size();
    this.maxRecordBytes = maxRecordBytes;
  }

  /**
   * The start of the first intact record at or behind a place; the size of the file if there is
   * none. The start of the file counts as one, whatever stands there.
   */
  long firstAtOrBehind(long place) throws IOException {
    if (place <= 0) {
      return 0;
    }
    long base = place;
    while (size - base >= Framing.HEADER_BYTES + Framing.FOOTER_BYTES) {
      int have = fill(window, base, (int) Math.min(WINDOW_BYTES, size - base));
      int last = have - Framing.HEADER_BYTES;
      for (int i = 0; i <= last; i++) {
        long length = Framing.longAt(window, i);
        if (length >= 0
            && length <= maxRecordBytes
            && headerIsIntact(crc, window, i, length)
            && payloadIsIntact(base + i, length)) {
          return base + i;
        }
      }
      if (last < 0) {
        break;
      }
      base += last + 1;
    }
    return size;
  }

  /** Whether the checksum behind a length is that of the length. */
  static boolean headerIsIntact(CRC32C crc, byte[] bytes, int at, long length) {
    int stored = Framing.intAt(bytes, at + Framing.LENGTH_BYTES);
    return length == 0
        ? stored == CRC_OF_LENGTH_ZERO
        : stored == Framing.maskedCrc(crc, bytes, at, Framing.LENGTH_BYTES);
  }

  private boolean payloadIsIntact(long start, long length) throws IOException {
    long from = start + Framing.HEADER_BYTES;
    if (length + Framing.FOOTER_BYTES > size - from) {
      return false;
    }
    CRC32C payload = new CRC32C();
    for (long at = 0; at < length; at += WINDOW_BYTES) {
      int wanted = (int) Math.min(WINDOW_BYTES, length - at);
      if (fill(chunk, from + at, wanted) < wanted) {
        return false;
      }
      payload.update(chunk, 0, wanted);
    }
    return fill(chunk, from + length, Framing.FOOTER_BYTES) == Framing.FOOTER_BYTES
        && Framing.intAt(chunk, 0) == Framing.mask((int) payload.getValue());
  }

  /** Whether the file starts with a record's header, or has no room for one. */
  boolean startsWithHeader() throws IOException {
    int have = fill(window, 0, (int) Math.min(size, Framing.HEADER_BYTES));
    return have < Framing.HEADER_BYTES || headerIsIntact(crc, window, 0, Framing.longAt(window, 0));
  }

  /**
   * Counts the records from the start of the file to a place, by their lengths; the position of the
   * channel stays.
   */
  long recordsBefore(long place) throws IOException {
    long position = channel.position();
    try {
      return countUpTo(place);
    } finally {
      channel.position(position);
    }
  }

  private long countUpTo(long place) throws IOException {
    long records = 0;
    long at = 0;
    long base = 0;
    int have = 0;
    while (at < place) {
      if (at < base || at + Framing.HEADER_BYTES > base + have) {
        base = at;
        have = fill(window, base, (int) Math.min(WINDOW_BYTES, size - base));
        if (have < Framing.HEADER_BYTES) {
          break;
        }
      }
      int header = (int) (at - base);
      long length = Framing.longAt(window, header);
      if (length < 0 || length > size - at || !headerIsIntact(crc, window, header, length)) {
        // Damage before the place: count from the next record that is intact.
        at = firstAtOrBehind(at + 1);
        have = 0;
      } else {
        at += Framing.HEADER_BYTES + length + Framing.FOOTER_BYTES;
      }
      records++;
    }
    return records;
  }

  private int fill(byte[] target, long from, int length) throws IOException {
    channel.position(from);
    ByteBuffer buffer = ByteBuffer.wrap(target, 0, length);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // A read may give less than asked for.
    }
    return buffer.position();
  }
}
