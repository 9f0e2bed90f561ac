package io.millrace.records;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Where the bytes of a reader come from, front to back. */
interface RecordSource extends Closeable {
  /** As {@link InputStream#read(byte[], int, int)}. */
  int read(byte[] target, int offset, int length) throws IOException;

  /** Passes over bytes; fewer only where the source ends. */
  long skip(long bytes) throws IOException;

  /** The bytes of a stream. */
  static RecordSource of(InputStream in) {
    return new Stream(in);
  }

  /** The bytes of a channel from its position on. */
  static RecordSource of(SeekableByteChannel channel) {
    return new Channel(channel);
  }

  /** Bytes of a stream. */
  record Stream(InputStream in) implements RecordSource {
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return in.read(target, offset, length);
    }

    @Override
    public long skip(long bytes) throws IOException {
      // skip() of a file's stream goes past its end; one read tells.
      byte[] scratch = new byte[(int) Math.min(bytes, 64 << 10)];
      long left = bytes;
      while (left > 0) {
        int n = in.read(scratch, 0, (int) Math.min(left, scratch.length));
        if (n < 0) {
          break;
        }
        left -= n;
      }
      return bytes - left;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Bytes of a channel. */
  final class Channel implements RecordSource {
    /** A read of more than this goes past the second-level cache of most processors. */
    private static final int READ_BYTES = 256 << 10;

    private final SeekableByteChannel channel;

    Channel(SeekableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return channel.read(ByteBuffer.wrap(target, offset, Math.min(length, READ_BYTES)));
    }

    @Override
    public long skip(long bytes) throws IOException {
      long from = channel.position();
      long to = Math.min(channel.size(), from + bytes);
      if (to < from) {
        throw new EOFException("the file shrank to %,d bytes while it was read".formatted(to));
      }
      channel.position(to);
      return to - from;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
