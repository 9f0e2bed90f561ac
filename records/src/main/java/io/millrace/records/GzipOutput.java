package io.millrace.records;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Packs one gzip member whose bytes depend on the data and the level only: no time, no file name,
 * operating system "unknown".
 */
final class GzipOutput extends DeflaterOutputStream {
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private final CRC32 crc = new CRC32();
  private boolean finished;

  GzipOutput(OutputStream out, Deflater deflater, int bufferBytes) throws IOException {
    super(out, deflater, bufferBytes);
    out.write(HEADER);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    super.write(bytes, offset, length);
    crc.update(bytes, offset, length);
  }

  @Override
  public void finish() throws IOException {
    if (finished) {
      return;
    }
    super.finish();
    byte[] trailer = new byte[8];
    Framing.putInt(trailer, 0, (int) crc.getValue());
    Framing.putInt(trailer, 4, (int) def.getBytesRead());
    out.write(trailer);
    finished = true;
  }
}
