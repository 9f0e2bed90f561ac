package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.examples.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;

/**
 * A part of a file, or all of it.
 *
 * @param bytes from {@code offset} on
 * @param fileBytes of the whole file, when it was listed
 */
record FilePiece(String uri, long offset, long bytes, long fileBytes) implements Serializable {
  private static final int BUFFER_BYTES = 256 << 10;

  /**
   * The SHA-256 of its bytes.
   *
   * @throws MillraceException (data) if the file has another length by now
   */
  byte[] sha256(Storage storage) throws IOException {
    return bytes == fileBytes ? ofWhole(storage) : ofPart(storage);
  }

  private byte[] ofWhole(Storage storage) throws IOException {
    MessageDigest digest = Digests.sha256();
    byte[] buffer = new byte[(int) Math.max(1, Math.min(BUFFER_BYTES, bytes))];
    long found = 0;
    try (InputStream in = storage.open(uri)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        found += n;
      }
    }
    checkBytes(found);
    return digest.digest();
  }

  private byte[] ofPart(Storage storage) throws IOException {
    MessageDigest digest = Digests.sha256();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (SeekableByteChannel in = storage.openChannel(uri)) {
      checkBytes(in.size());
      in.position(offset);
      for (long left = bytes; left > 0; ) {
        buffer.clear().limit((int) Math.min(BUFFER_BYTES, left));
        int n = in.read(buffer);
        if (n < 0) {
          throw changed(in.position());
        }
        digest.update(buffer.flip());
        left -= n;
      }
    }
    return digest.digest();
  }

  private void checkBytes(long found) {
    if (found != fileBytes) {
      throw changed(found);
    }
  }

  private MillraceException changed(long found) {
    return MillraceException.data(
        "%s: found %,d bytes (expected: %,d, as when it was listed); run again when nobody writes to it"
            .formatted(uri, found, fileBytes));
  }
}
