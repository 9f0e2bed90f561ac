package io.millrace.transforms.image;

import java.nio.charset.StandardCharsets;

/** The bytes of a file, with numbers in both orders. */
final class ImageBytes {
  private final byte[] array;

  ImageBytes(byte[] array) {
    this.array = array;
  }

  byte[] array() {
    return array;
  }

  int length() {
    return array.length;
  }

  boolean startsWith(int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (i >= array.length || (array[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Fails unless the file has {@code count} bytes from {@code at} on. */
  void require(long at, long count, String what) throws BrokenImageException {
    if (at + count > array.length) {
      throw BrokenImageException.truncated(array.length, what);
    }
  }

  /** The same; what is missing is told with its size, which is written out only then. */
  void requireSized(long at, long count, String what, long bytes) throws BrokenImageException {
    if (at + count > array.length) {
      throw BrokenImageException.truncated(array.length, "%s of %,d bytes".formatted(what, bytes));
    }
  }

  int u8(int at) {
    return array[at] & 0xff;
  }

  int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  int s32(int at) {
    return u16(at) << 16 | u16(at + 2);
  }

  int u16Little(int at) {
    return u8(at + 1) << 8 | u8(at);
  }

  int s32Little(int at) {
    return u16Little(at + 2) << 16 | u16Little(at);
  }

  /** Latin-1 text; cut where the file ends. */
  String text(int at, int count) {
    int from = Math.min(at, array.length);
    return new String(
        array, from, Math.min(count, array.length - from), StandardCharsets.ISO_8859_1);
  }
}
