package io.millrace.transforms.ingest.split;

import io.millrace.transforms.examples.Digests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** SHA-256 of a seed's eight big-endian bytes and some bytes. Belongs to one thread. */
public final class SeededHash {
  private final MessageDigest sha256 = Digests.sha256();
  private final byte[] seed;

  /** A hash that the seed makes different from that of any other seed. */
  public SeededHash(long seed) {
    this.seed = ByteBuffer.allocate(Long.BYTES).putLong(seed).array();
  }

  /** The digest, 32 bytes. */
  public byte[] digest(byte[] bytes, int offset, int length) {
    sha256.update(seed);
    sha256.update(bytes, offset, length);
    return sha256.digest();
  }

  /** The first eight bytes of the digest, big-endian. */
  public long first(byte[] bytes, int offset, int length) {
    return ByteBuffer.wrap(digest(bytes, offset, length)).getLong();
  }
}
