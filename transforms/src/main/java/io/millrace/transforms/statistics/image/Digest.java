package io.millrace.transforms.statistics.image;

import io.millrace.transforms.statistics.sketch.Hashes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;

/** The first 128 bits of the SHA-256 of some bytes, big endian. */
record Digest(long high, long low) implements Comparable<Digest> {
  private static final Comparator<Digest> ORDER =
      ((Comparator<Digest>) (a, b) -> Long.compareUnsigned(a.high, b.high))
          .thenComparing((a, b) -> Long.compareUnsigned(a.low, b.low));

  static Digest of(byte[] bytes, int at, int length) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(bytes, at, length);
      byte[] digest = sha.digest();
      return new Digest(bigEndian(digest, 0), bigEndian(digest, Long.BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static long bigEndian(byte[] bytes, int at) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  /** A hash whose bits are independent of those for another salt. */
  long hash(long salt) {
    return Hashes.mix(high ^ Hashes.mix(low ^ Hashes.mix(salt)));
  }

  @Override
  public int compareTo(Digest other) {
    return ORDER.compare(this, other);
  }

  /** The first 32 digits that {@code sha256sum} prints. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
