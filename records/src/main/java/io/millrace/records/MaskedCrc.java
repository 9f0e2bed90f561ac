package io.millrace.records;

import java.util.zip.CRC32C;

/**
 * CRC-32C in the masked form of TFRecord: rotated right by 15 bits, plus a constant, so that a
 * checksum of data that hold checksums stays good.
 */
final class MaskedCrc {
  private static final int MASK_DELTA = 0xa282ead8;

  private final CRC32C crc = new CRC32C();

  int of(byte[] bytes, int offset, int length) {
    crc.reset();
    crc.update(bytes, offset, length);
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + MASK_DELTA;
  }
}
