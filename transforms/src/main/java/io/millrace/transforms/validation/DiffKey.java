package io.millrace.transforms.validation;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The identifier of an example as a hash of 128 bits, and its side. Sorted by hash, the base first.
 * Two of n identifiers share a hash with a probability below {@code n * n / 2^129}.
 */
record DiffKey(long high, long low, boolean test) implements Comparable<DiffKey>, Serializable {
  static DiffKey of(byte[] identifier, boolean test) {
    try {
      ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(identifier));
      return new DiffKey(hash.getLong(), hash.getLong(), test);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each JDK has SHA-256", e);
    }
  }

  boolean isSame(DiffKey other) {
    return high == other.high && low == other.low;
  }

  /** The hash in hexadecimal digits. */
  String hash() {
    return String.format("%016x%016x", high, low);
  }

  @Override
  public int compareTo(DiffKey other) {
    int order = Long.compareUnsigned(high, other.high);
    order = order != 0 ? order : Long.compareUnsigned(low, other.low);
    return order != 0 ? order : Boolean.compare(test, other.test);
  }
}
