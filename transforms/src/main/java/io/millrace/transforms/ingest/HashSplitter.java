package io.millrace.transforms.ingest;

import io.millrace.transforms.examples.Digests;
import java.security.MessageDigest;
import java.util.Collection;

/**
 * TFX's way to assign an example to a split ({@code base_example_gen_executor.py}, {@code
 * _PartitionFn}): SHA-256 of its deterministic bytes, taken as a 256-bit big-endian integer, modulo
 * the sum of the buckets; the split is the one whose range of buckets holds the rest. Belongs to
 * one thread.
 */
final class HashSplitter {
  private final MessageDigest sha256 = Digests.sha256();
  private final long[] ends;

  /**
   * A splitter.
   *
   * @param buckets of each split, at least 1; at most 2^31 - 1 in all
   */
  HashSplitter(Collection<Integer> buckets) {
    ends = new long[buckets.size()];
    int i = 0;
    long sum = 0;
    for (int size : buckets) {
      sum += size;
      ends[i++] = sum;
    }
  }

  /** The index of the split of an example. */
  int split(byte[] bytes, int offset, int length) {
    if (ends.length == 1) {
      return 0;
    }
    long bucket = remainder(digest(bytes, offset, length), ends[ends.length - 1]);
    int split = 0;
    while (bucket >= ends[split]) {
      split++;
    }
    return split;
  }

  private byte[] digest(byte[] bytes, int offset, int length) {
    sha256.update(bytes, offset, length);
    return sha256.digest();
  }

  /** A big-endian integer of whole 32-bit words modulo less than 2^31, by Horner's rule. */
  static long remainder(byte[] integer, long modulus) {
    long rest = 0;
    for (int i = 0; i < integer.length; i += 4) {
      long word =
          (integer[i] & 0xffL) << 24
              | (integer[i + 1] & 0xffL) << 16
              | (integer[i + 2] & 0xffL) << 8
              | (integer[i + 3] & 0xffL);
      rest = (rest << 32 | word) % modulus;
    }
    return rest;
  }
}
