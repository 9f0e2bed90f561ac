package io.millrace.records;

import java.io.IOException;
import java.io.InputStream;

/**
 * A buffered stream whose first bytes can be looked at, and whose {@link #available()} is 0 only at
 * the end. {@link java.util.zip.GZIPInputStream} goes by that to find a further member; streams of
 * file systems may answer 0 anywhere, which would drop the rest of the file.
 */
final class PeekingInputStream extends InputStream {
  private static final int BUFFER_BYTES = 64 << 10;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;

  PeekingInputStream(InputStream in) {
    this.in = in;
  }

  /** Up to {@code count} of the next bytes, fewer only at the end; they stay to be read. */
  byte[] peek(int count) throws IOException {
    while (limit - position < count) {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      limit -= position;
      position = 0;
      int read = in.read(buffer, limit, buffer.length - limit);
      if (read < 0) {
        break;
      }
      limit += read;
    }
    byte[] next = new byte[Math.min(count, limit - position)];
    System.arraycopy(buffer, position, next, 0, next.length);
    return next;
  }

  private boolean fill() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
    }
    return position < limit;
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == limit && length >= buffer.length) {
      return in.read(target, offset, length);
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, limit - position);
    System.arraycopy(buffer, position, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() throws IOException {
    return fill() ? limit - position : 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
