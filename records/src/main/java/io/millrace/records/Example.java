package io.millrace.records;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A parsed tf.Example for tests and tools; hot loops use {@link ExampleCursor}. Immutable and
 * thread-safe: the arrays it gives are copies.
 */
public final class Example {
  private record Feature(FeatureKind kind, Object values) {}

  private final SortedMap<String, Feature> features;

  private Example(SortedMap<String, Feature> features) {
    this.features = features;
  }

  /**
   * Parses a serialized example.
   *
   * @throws MalformedExampleException if the bytes are no tf.Example
   */
  public static Example parse(byte[] bytes) {
    ExampleCursor cursor = new ExampleCursor();
    cursor.reset(bytes);
    SortedMap<String, Feature> features = new TreeMap<>();
    while (cursor.nextFeature()) {
      features.put(cursor.name(), new Feature(cursor.kind(), values(cursor, bytes)));
    }
    return new Example(features);
  }

  private static Object values(ExampleCursor cursor, byte[] bytes) {
    int count = cursor.valueCount();
    switch (cursor.kind()) {
      case BYTES -> {
        List<byte[]> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          byte[] value = new byte[cursor.bytesLength(i)];
          System.arraycopy(bytes, cursor.bytesOffset(i), value, 0, value.length);
          values.add(value);
        }
        return values;
      }
      case FLOAT -> {
        float[] values = new float[count];
        cursor.readFloats(values, 0);
        return values;
      }
      case INT64 -> {
        long[] values = new long[count];
        cursor.readLongs(values, 0);
        return values;
      }
      default -> {
        return List.of();
      }
    }
  }

  /** The names of the features, sorted. */
  public Set<String> names() {
    return Collections.unmodifiableSet(features.keySet());
  }

  /** Which list a feature holds; {@link FeatureKind#NONE} also where there is no such feature. */
  public FeatureKind kind(String name) {
    Feature feature = features.get(name);
    return feature == null ? FeatureKind.NONE : feature.kind();
  }

  /**
   * The byte strings of a feature.
   *
   * @throws NoSuchElementException if there is no such feature
   * @throws IllegalArgumentException if it holds something else
   */
  @SuppressWarnings("unchecked")
  public List<byte[]> bytes(String name) {
    return ((List<byte[]>) values(name, FeatureKind.BYTES)).stream().map(byte[]::clone).toList();
  }

  /** The floats of a feature; fails as {@link #bytes}. */
  public float[] floats(String name) {
    return ((float[]) values(name, FeatureKind.FLOAT)).clone();
  }

  /** The integers of a feature; fails as {@link #bytes}. */
  public long[] longs(String name) {
    return ((long[]) values(name, FeatureKind.INT64)).clone();
  }

  private Object values(String name, FeatureKind expected) {
    Feature feature = feature(name);
    if (feature.kind() != expected) {
      throw new IllegalArgumentException(
          "feature '" + name + "' holds " + feature.kind() + " (expected: " + expected + ")");
    }
    return feature.values();
  }

  private Feature feature(String name) {
    Feature feature = features.get(name);
    if (feature == null) {
      throw new NoSuchElementException(
          "no feature '" + name + "' (expected: one of " + features.keySet() + ")");
    }
    return feature;
  }
}
