package io.millrace.records.spark.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads to the start of an array only: at the borders of blocks, Hadoop's stream of bzip2 takes the
 * offset in an array for a length.
 */
final class ReadAtStart extends FilterInputStream {
  private final byte[] start = new byte[64 << 10];

  ReadAtStart(InputStream in) {
    super(in);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(start, 0, Math.min(length, start.length));
    if (read > 0) {
      System.arraycopy(start, 0, target, offset, read);
    }
    return read;
  }
}
