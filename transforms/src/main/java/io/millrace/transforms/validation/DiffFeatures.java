package io.millrace.transforms.validation;

import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The features of an example in a form in which equal values are equal bytes: the kind, then the
 * values. Floats are rounded first, half to even, as Python's {@code round} does it.
 */
final class DiffFeatures {
  private final Optional<Integer> digits;
  private final ExampleCursor cursor = new ExampleCursor();

  DiffFeatures(Optional<Integer> digits) {
    this.digits = digits;
  }

  /** By name; features without values have an empty array. */
  Map<String, byte[]> of(byte[] example) {
    Map<String, byte[]> features = new TreeMap<>();
    cursor.reset(example);
    while (cursor.nextFeature()) {
      features.put(cursor.name(), form(example));
    }
    return features;
  }

  /** The forms of some features one behind the other; empty if one has no value. */
  Optional<byte[]> identifier(byte[] bytes, int offset, int length, byte[][] names) {
    cursor.reset(bytes, offset, length);
    byte[] all = new byte[0];
    for (byte[] name : names) {
      if (!cursor.seek(name) || cursor.valueCount() == 0) {
        return Optional.empty();
      }
      byte[] one = form(bytes);
      // With its length in front, so that no two lists of features run together alike.
      ByteBuffer joined = ByteBuffer.allocate(all.length + 4 + one.length);
      all = joined.put(all).putInt(one.length).put(one).array();
    }
    return Optional.of(all);
  }

  private byte[] form(byte[] bytes) {
    int count = cursor.valueCount();
    if (count == 0 || cursor.kind() == FeatureKind.NONE) {
      return new byte[0];
    }
    switch (cursor.kind()) {
      case INT64 -> {
        long[] values = new long[count];
        cursor.readLongs(values, 0);
        ByteBuffer form = ByteBuffer.allocate(1 + Long.BYTES * count).put((byte) 'i');
        Arrays.stream(values).forEach(form::putLong);
        return form.array();
      }
      case FLOAT -> {
        float[] values = new float[count];
        cursor.readFloats(values, 0);
        ByteBuffer form = ByteBuffer.allocate(1 + Float.BYTES * count).put((byte) 'f');
        for (float value : values) {
          form.putInt(Float.floatToRawIntBits(rounded(value)));
        }
        return form.array();
      }
      default -> {
        int size = 1;
        for (int i = 0; i < count; i++) {
          size += Integer.BYTES + cursor.bytesLength(i);
        }
        ByteBuffer form = ByteBuffer.allocate(size).put((byte) 'b');
        for (int i = 0; i < count; i++) {
          form.putInt(cursor.bytesLength(i));
          form.put(bytes, cursor.bytesOffset(i), cursor.bytesLength(i));
        }
        return form.array();
      }
    }
  }

  private float rounded(float value) {
    if (digits.isEmpty() || !Float.isFinite(value)) {
      return value;
    }
    float rounded =
        new BigDecimal(value).setScale(digits.get(), RoundingMode.HALF_EVEN).floatValue();
    return Math.copySign(rounded, value);
  }

  /** The one byte string of a form; empty if there is no value. */
  static Optional<byte[]> text(byte[] form) {
    if (form == null || form.length == 0) {
      return Optional.empty();
    }
    int length = form[0] == 'b' ? ByteBuffer.wrap(form, 1, 4).getInt() : -1;
    if (length != form.length - 5) {
      throw new IllegalArgumentException(form[0] == 'b' ? "several byte strings" : "numbers");
    }
    return Optional.of(Arrays.copyOfRange(form, 5, form.length));
  }
}
