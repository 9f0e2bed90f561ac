package io.millrace.records;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes records into one TFRecord file. The same records, compression and level give the same
 * bytes on the same JDK. A writer belongs to one thread.
 *
 * <p>The file is complete only after {@link #close()} returned.
 */
public final class TfRecordWriter implements Closeable {
  /** The level used unless another is given: the fastest of zlib. */
  public static final int DEFAULT_LEVEL = Deflater.BEST_SPEED;

  private static final int BUFFER_BYTES = 64 << 10;

  private final OutputStream sink;
  private final OutputStream out;
  private final Deflater deflater;
  private final CRC32C crc = new CRC32C();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private long records;
  private boolean failed;
  private boolean closed;

  private TfRecordWriter(OutputStream sink, OutputStream out, Deflater deflater) {
    this.sink = sink;
    this.out = out;
    this.deflater = deflater;
  }

  /** Opens a writer with {@link #DEFAULT_LEVEL}. */
  public static TfRecordWriter create(OutputStream out, Compression compression)
      throws IOException {
    return create(out, compression, DEFAULT_LEVEL);
  }

  /** Opens a writer over a channel, which is closed as the stream of the other methods is. */
  public static TfRecordWriter create(
      WritableByteChannel channel, Compression compression, int level) throws IOException {
    return create(Channels.newOutputStream(channel), compression, level);
  }

  /**
   * Opens a writer.
   *
   * @param out closed by the writer, and at once if this method throws
   * @param level 0 (none) and 1 (fastest) to 9 (smallest), or -1 for zlib's default; no effect
   *     without compression
   */
  public static TfRecordWriter create(OutputStream out, Compression compression, int level)
      throws IOException {
    Deflater deflater = null;
    try {
      if (level < -1 || level > 9) {
        throw new IllegalArgumentException("level: " + level + " (expected: -1 to 9)");
      }
      if (compression == Compression.NONE) {
        return new TfRecordWriter(out, out, null);
      }
      deflater = new Deflater(level, compression == Compression.GZIP);
      OutputStream packed =
          compression == Compression.GZIP
              ? new GzipOutput(out, deflater, BUFFER_BYTES)
              : new DeflaterOutputStream(out, deflater, BUFFER_BYTES);
      return new TfRecordWriter(out, packed, deflater);
    } catch (IOException | RuntimeException e) {
      if (deflater != null) {
        deflater.end();
      }
      try {
        out.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /** Appends a record. */
  public void write(byte[] record) throws IOException {
    write(record, 0, record.length);
  }

  /** Appends a record that is a part of an array; the array is not kept. */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (closed) {
      throw new IOException("the writer is closed");
    }
    reserve(Framing.HEADER_BYTES);
    Framing.putLong(buffer, position, length);
    int lengthCrc = Framing.maskedCrc(crc, buffer, position, Framing.LENGTH_BYTES);
    Framing.putInt(buffer, position + Framing.LENGTH_BYTES, lengthCrc);
    position += Framing.HEADER_BYTES;
    if (length <= BUFFER_BYTES) {
      reserve(length);
      System.arraycopy(bytes, offset, buffer, position, length);
      position += length;
    } else {
      flushBuffer();
      writeOut(bytes, offset, length);
    }
    reserve(Framing.FOOTER_BYTES);
    Framing.putInt(buffer, position, Framing.maskedCrc(crc, bytes, offset, length));
    position += Framing.FOOTER_BYTES;
    records++;
  }

  /**
   * Appends whole frames as they are, a part of an array that is not kept; see {@link RecordFrame}.
   *
   * @param frames how many these are
   */
  public void writeFrames(byte[] bytes, int offset, int length, long frames) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (closed) {
      throw new IOException("the writer is closed");
    }
    flushBuffer();
    writeOut(bytes, offset, length);
    records += frames;
  }

  private void reserve(int bytes) throws IOException {
    if (BUFFER_BYTES - position < bytes) {
      flushBuffer();
    }
  }

  private void flushBuffer() throws IOException {
    if (position == 0) {
      return;
    }
    int length = position;
    position = 0;
    writeOut(buffer, 0, length);
  }

  private void writeOut(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException | RuntimeException e) {
      failed = true;
      throw e;
    }
  }

  /** The records written so far. */
  public long records() {
    return records;
  }

  /**
   * Completes the file and closes the stream below; further calls do nothing. After a failed write
   * it closes without completing the file, so that a broken one cannot pass for a whole one.
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    // DeflaterOutputStream.close would leave the sink open when finishing fails.
    try (OutputStream closing = sink) {
      if (!failed) {
        flushBuffer();
        if (out instanceof DeflaterOutputStream packed) {
          packed.finish();
        }
        out.flush();
      }
    } finally {
      if (deflater != null) {
        deflater.end();
      }
    }
  }
}
