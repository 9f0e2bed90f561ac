package io.millrace.transforms.ingest;

import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import io.millrace.transforms.examples.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** SHA-256 of a record, or of an example without one of its features. Belongs to one thread. */
final class ContentDigest {
  private final MessageDigest sha256 = Digests.sha256();
  private final ExampleCursor cursor = new ExampleCursor();
  private final byte[] ignored;
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
  private long[] longs = {};
  private float[] floats = {};

  /**
   * A digest.
   *
   * @param ignored the feature to leave out; null: none, and records need not be examples
   */
  ContentDigest(String ignored) {
    this.ignored = ignored == null ? null : ignored.getBytes(StandardCharsets.UTF_8);
  }

  byte[] of(byte[] bytes, int offset, int length) {
    if (ignored == null) {
      sha256.update(bytes, offset, length);
    } else {
      cursor.reset(bytes, offset, length);
      while (cursor.nextFeature()) {
        if (!cursor.nameEquals(ignored)) {
          add(bytes);
        }
      }
    }
    return sha256.digest();
  }

  private void add(byte[] bytes) {
    add(cursor.nameLength());
    sha256.update(bytes, cursor.nameOffset(), cursor.nameLength());
    FeatureKind kind = cursor.kind();
    int count = cursor.valueCount();
    add(kind.ordinal());
    add(count);
    switch (kind) {
      case NONE -> {}
      case BYTES -> {
        for (int i = 0; i < count; i++) {
          add(cursor.bytesLength(i));
          sha256.update(bytes, cursor.bytesOffset(i), cursor.bytesLength(i));
        }
      }
      case FLOAT -> {
        floats = floats.length < count ? Arrays.copyOf(floats, count) : floats;
        cursor.readFloats(floats, 0);
        for (int i = 0; i < count; i++) {
          add(Float.floatToRawIntBits(floats[i]));
        }
      }
      case INT64 -> {
        longs = longs.length < count ? Arrays.copyOf(longs, count) : longs;
        cursor.readLongs(longs, 0);
        for (int i = 0; i < count; i++) {
          add(longs[i]);
        }
      }
    }
  }

  private void add(long value) {
    sha256.update(number.clear().putLong(value).array());
  }
}
