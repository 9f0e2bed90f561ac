package io.millrace.records;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A decoded tf.Example, for tools and tests; hot loops use {@link ExampleCursor}. Arrays are not
 * copied: do not change them.
 */
public final class Example {
  private record Feature(FeatureKind kind, Object values) {}

  private final Map<String, Feature> features = new TreeMap<>();

  private Example() {}

  /**
   * Decodes a serialized Example.
   *
   * @throws MalformedExampleException if it is none
   */
  public static Example parse(byte[] serialized) {
    Example example = new Example();
    ExampleCursor cursor = new ExampleCursor();
    cursor.reset(serialized, 0, serialized.length);
    while (cursor.nextFeature()) {
      example.features.put(cursor.name(), decode(cursor, serialized));
    }
    return example;
  }

  private static Feature decode(ExampleCursor cursor, byte[] serialized) {
    int count = cursor.valueCount();
    Object values =
        switch (cursor.kind()) {
          case NONE -> List.of();
          case BYTES -> {
            List<byte[]> list = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
              int offset = cursor.bytesOffset(i);
              list.add(Arrays.copyOfRange(serialized, offset, offset + cursor.bytesLength(i)));
            }
            yield Collections.unmodifiableList(list);
          }
          case FLOAT -> {
            float[] floats = new float[count];
            cursor.readFloats(floats, 0);
            yield floats;
          }
          case INT64 -> {
            long[] longs = new long[count];
            cursor.readLongs(longs, 0);
            yield longs;
          }
        };
    return new Feature(cursor.kind(), values);
  }

  /** The names of all features, sorted. */
  public Set<String> names() {
    return Collections.unmodifiableSet(features.keySet());
  }

  /** Which list the feature holds; {@link FeatureKind#NONE} also where there is no such feature. */
  public FeatureKind kind(String name) {
    Feature feature = features.get(name);
    return feature == null ? FeatureKind.NONE : feature.kind();
  }

  /** The values of a bytes feature. */
  @SuppressWarnings("unchecked")
  public List<byte[]> bytes(String name) {
    return (List<byte[]>) values(name, FeatureKind.BYTES);
  }

  /** The values of a float feature. */
  public float[] floats(String name) {
    return (float[]) values(name, FeatureKind.FLOAT);
  }

  /** The values of an int64 feature. */
  public long[] longs(String name) {
    return (long[]) values(name, FeatureKind.INT64);
  }

  private Object values(String name, FeatureKind expected) {
    if (kind(name) != expected) {
      throw new IllegalArgumentException(
          "feature '" + name + "' holds " + kind(name) + " (expected: " + expected + ")");
    }
    return features.get(name).values();
  }
}
