package io.millrace.transforms.ingest.csv;

import com.github.luben.zstd.ZstdInputStream;
import io.millrace.records.Compression;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** How a file is packed, told by its first bytes. */
enum Packing {
  NONE,
  GZIP,
  BZIP2,
  ZSTANDARD;

  /** How many bytes tell it. */
  static final int MAGIC_BYTES = 10;

  private static final int[] BLOCK = {0x31, 0x41, 0x59, 0x26, 0x53, 0x59};
  private static final int[] BLOCK_OF_NOTHING = {0x17, 0x72, 0x45, 0x38, 0x50, 0x90};

  static Packing detect(byte[] start) {
    if (startsWith(start, 0, 0x1f, 0x8b)) {
      return GZIP;
    }
    if (startsWith(start, 0, 0x28, 0xb5, 0x2f, 0xfd)) {
      return ZSTANDARD;
    }
    // "BZh" alone might be text.
    boolean block = startsWith(start, 4, BLOCK) || startsWith(start, 4, BLOCK_OF_NOTHING);
    return startsWith(start, 0, 'B', 'Z', 'h') && block ? BZIP2 : NONE;
  }

  private static boolean startsWith(byte[] bytes, int at, int... magic) {
    if (bytes.length < at + magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes[at + i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** The unpacked bytes; closing them closes the stream. All members of a file are read. */
  InputStream unpack(InputStream in) throws IOException {
    return switch (this) {
      case NONE -> in;
      case GZIP -> Compression.GZIP.unpack(in);
      case BZIP2 -> new BZip2CompressorInputStream(in, true);
      case ZSTANDARD -> new ZstdInputStream(in);
    };
  }
}
