package io.millrace.records.spark.files;

import com.github.luben.zstd.ZstdIOException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * The stream of somebody else's codec. Damage is a {@link ZipException}, whatever the codec throws.
 * Reads to the start of an array only: at the borders of blocks, Hadoop's stream of bzip2 takes the
 * offset in an array for a length.
 */
final class ForeignInput extends FilterInputStream {
  private final byte[] start = new byte[64 << 10];

  ForeignInput(InputStream in) {
    super(in);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      int read = in.read(start, 0, Math.min(length, start.length));
      if (read > 0) {
        System.arraycopy(start, 0, target, offset, read);
      }
      return read;
    } catch (ZstdIOException | RuntimeException | InternalError e) {
      // Hadoop's codecs throw what their parsers happen to stumble over.
      ZipException damage = new ZipException("undecodable data (" + e + ")");
      damage.initCause(e);
      throw damage;
    }
  }
}
