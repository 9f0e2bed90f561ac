package io.millrace.transforms.examples;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Counts and digests (SHA-256) what goes through. */
final class DigestOutput extends FilterOutputStream {
  private final MessageDigest digest = Digests.sha256();
  private long bytes;

  DigestOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    out.write(buffer, offset, length);
    digest.update(buffer, offset, length);
    bytes += length;
  }

  /** The bytes so far. */
  long bytes() {
    return bytes;
  }

  /** The digest in hexadecimal digits; once, at the end. */
  String sha256() {
    return Digests.hex(digest);
  }
}
