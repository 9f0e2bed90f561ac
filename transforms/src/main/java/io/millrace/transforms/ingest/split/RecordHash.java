package io.millrace.transforms.ingest.split;

import io.millrace.transforms.examples.Digests;
import java.security.MessageDigest;

/** SHA-256 of bytes, as a 256-bit big-endian integer modulo a small one. Belongs to one thread. */
final class RecordHash {
  private final MessageDigest sha256 = Digests.sha256();
  private final PythonForm form = new PythonForm();

  /** The digest of some bytes modulo {@code modulus}, 1 to 2^31 - 1. */
  long modulo(byte[] bytes, int offset, int length, long modulus) {
    sha256.update(bytes, offset, length);
    return remainder(sha256.digest(), modulus);
  }

  /** The digest of an example, in the form that TFX hashes, modulo {@code modulus}. */
  long moduloOfExample(byte[] bytes, int offset, int length, long modulus) {
    form.update(sha256, bytes, offset, length);
    return remainder(sha256.digest(), modulus);
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
