package io.millrace.model.evaluate;

import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Some features of one serialized example after the other, read in one walk over its bytes without
 * an object per example. Bytes stay where they are, in the buffer that was read. Not thread-safe.
 */
final class ExampleFeatures {
  private final ExampleCursor cursor = new ExampleCursor();
  private final List<String> names;
  private final byte[][] utf8;
  private final FeatureKind[] kinds;
  private final int[] counts;
  private final long[][] longs;
  private final float[][] floats;
  private final int[][] offsets;
  private final int[][] lengths;
  private byte[] buffer = new byte[0];

  /** Watches the features of these names. */
  ExampleFeatures(List<String> names) {
    this.names = List.copyOf(names);
    int n = names.size();
    utf8 = new byte[n][];
    kinds = new FeatureKind[n];
    counts = new int[n];
    longs = new long[n][1];
    floats = new float[n][1];
    offsets = new int[n][1];
    lengths = new int[n][1];
    for (int i = 0; i < n; i++) {
      utf8[i] = names.get(i).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** The index of a watched feature, or -1. */
  int indexOf(String name) {
    return names.indexOf(name);
  }

  /**
   * Reads the next example; {@code example} must stay unchanged while its values are asked for.
   *
   * @throws io.millrace.records.MalformedExampleException if the bytes are not an example
   */
  void read(byte[] example, int offset, int length) {
    buffer = example;
    Arrays.fill(kinds, FeatureKind.NONE);
    Arrays.fill(counts, 0);
    cursor.reset(example, offset, length);
    while (cursor.nextFeature()) {
      for (int i = 0; i < utf8.length; i++) {
        if (cursor.nameEquals(utf8[i])) {
          keep(i);
        }
      }
    }
  }

  private void keep(int i) {
    int count = cursor.valueCount();
    kinds[i] = cursor.kind();
    counts[i] = kinds[i] == FeatureKind.NONE ? 0 : count;
    switch (kinds[i]) {
      case INT64 -> {
        longs[i] = longs[i].length < count ? new long[count] : longs[i];
        cursor.readLongs(longs[i], 0);
      }
      case FLOAT -> {
        floats[i] = floats[i].length < count ? new float[count] : floats[i];
        cursor.readFloats(floats[i], 0);
      }
      case BYTES -> {
        offsets[i] = offsets[i].length < count ? new int[count] : offsets[i];
        lengths[i] = lengths[i].length < count ? new int[count] : lengths[i];
        for (int v = 0; v < count; v++) {
          offsets[i][v] = cursor.bytesOffset(v);
          lengths[i][v] = cursor.bytesLength(v);
        }
      }
      case NONE -> {}
    }
  }

  /** NONE if the feature is missing. */
  FeatureKind kind(int feature) {
    return kinds[feature];
  }

  /** The number of values; 0 if the feature is missing. */
  int count(int feature) {
    return counts[feature];
  }

  long longAt(int feature, int value) {
    return longs[feature][value];
  }

  float floatAt(int feature, int value) {
    return floats[feature][value];
  }

  /** The buffer that holds the bytes values. */
  byte[] buffer() {
    return buffer;
  }

  int bytesOffset(int feature, int value) {
    return offsets[feature][value];
  }

  int bytesLength(int feature, int value) {
    return lengths[feature][value];
  }

  /** Whether two values of one feature are equal; floats by their bits. */
  boolean sameValue(int feature, int a, int b) {
    return switch (kinds[feature]) {
      case INT64 -> longs[feature][a] == longs[feature][b];
      case FLOAT ->
          Float.floatToIntBits(floats[feature][a]) == Float.floatToIntBits(floats[feature][b]);
      case BYTES ->
          Arrays.equals(
              buffer,
              offsets[feature][a],
              offsets[feature][a] + lengths[feature][a],
              buffer,
              offsets[feature][b],
              offsets[feature][b] + lengths[feature][b]);
      case NONE -> true;
    };
  }
}
