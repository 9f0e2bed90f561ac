package io.millrace.model.evaluate;

import com.google.protobuf.ByteString;
import io.millrace.records.FeatureKind;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Which slices an example belongs to, and how their keys are encoded.
 *
 * <p>Slices follow TensorFlow Model Analysis: one slice per value of a multivalent feature (per
 * combination, where several features have several values), none where a feature is missing, and
 * always the overall slice. A value that stands twice in one example counts once.
 *
 * <p>Encoding: 4 bytes index of the specification ({@code -1} for overall); then per column one
 * byte kind and the value: 8 bytes int64, 4 bytes float, or 4 bytes length and the bytes
 * (big-endian).
 */
final class SliceKeys implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Receives one encoded key; the buffer is reused. */
  interface KeyVisitor {
    void key(byte[] buffer, int length);
  }

  private final List<List<String>> specs;

  /**
   * Slices by these lists of features. Empty lists and repetitions are dropped, columns sorted by
   * name.
   */
  SliceKeys(List<List<String>> slices) {
    List<List<String>> sorted = new ArrayList<>();
    for (List<String> features : slices) {
      List<String> spec = List.copyOf(new TreeSet<>(features));
      if (!spec.isEmpty() && !sorted.contains(spec)) {
        sorted.add(spec);
      }
    }
    specs = List.copyOf(sorted);
  }

  /** The specifications besides the overall slice; columns sorted by name. */
  List<List<String>> specs() {
    return specs;
  }

  /** All features that the specifications name, sorted. */
  List<String> features() {
    TreeSet<String> names = new TreeSet<>();
    specs.forEach(names::addAll);
    return List.copyOf(names);
  }

  /** A visitor of the slices of one example after the other; not thread-safe. */
  Walk walk(ExampleFeatures features) {
    return new Walk(features);
  }

  /** The key in clear. */
  SliceKey decode(byte[] encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    int spec = in.getInt();
    if (spec < 0) {
      return SliceKey.OVERALL;
    }
    List<SliceKey.Column> columns = new ArrayList<>();
    for (String name : specs.get(spec)) {
      columns.add(new SliceKey.Column(name, value(in)));
    }
    return new SliceKey(columns);
  }

  private static Object value(ByteBuffer in) {
    byte kind = in.get();
    if (kind == FeatureKind.INT64.ordinal()) {
      return in.getLong();
    }
    if (kind == FeatureKind.FLOAT.ordinal()) {
      return in.getFloat();
    }
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return ByteString.copyFrom(bytes);
  }

  /** Walks over the slices of the example that stands in the features it was made for. */
  final class Walk {
    private final ExampleFeatures features;
    private final int[][] columns;
    private byte[] buffer = new byte[64];

    private Walk(ExampleFeatures features) {
      this.features = features;
      columns = new int[specs.size()][];
      for (int s = 0; s < columns.length; s++) {
        columns[s] = specs.get(s).stream().mapToInt(features::indexOf).toArray();
      }
    }

    /** Visits the overall slice, then those of each specification. */
    void forEach(KeyVisitor visitor) {
      putInt(0, -1);
      visitor.key(buffer, Integer.BYTES);
      for (int s = 0; s < columns.length; s++) {
        putInt(0, s);
        column(columns[s], 0, Integer.BYTES, visitor);
      }
    }

    // Recursion over columns gives the combinations of their values.
    private void column(int[] spec, int column, int length, KeyVisitor visitor) {
      if (column == spec.length) {
        visitor.key(buffer, length);
        return;
      }
      int feature = spec[column];
      for (int v = 0; v < features.count(feature); v++) {
        if (!repeated(feature, v)) {
          column(spec, column + 1, putValue(feature, v, length), visitor);
        }
      }
    }

    private boolean repeated(int feature, int value) {
      for (int before = 0; before < value; before++) {
        if (features.sameValue(feature, before, value)) {
          return true;
        }
      }
      return false;
    }

    private int putValue(int feature, int value, int at) {
      FeatureKind kind = features.kind(feature);
      int end = at + 1;
      ensure(end + Long.BYTES);
      buffer[at] = (byte) kind.ordinal();
      switch (kind) {
        case INT64 -> {
          long number = features.longAt(feature, value);
          putInt(end, (int) (number >>> 32));
          return putInt(end + Integer.BYTES, (int) number);
        }
        case FLOAT -> {
          return putInt(end, Float.floatToIntBits(features.floatAt(feature, value)));
        }
        default -> {
          int bytes = features.bytesLength(feature, value);
          end = putInt(end, bytes);
          ensure(end + bytes);
          System.arraycopy(
              features.buffer(), features.bytesOffset(feature, value), buffer, end, bytes);
          return end + bytes;
        }
      }
    }

    private int putInt(int at, int number) {
      ensure(at + Integer.BYTES);
      buffer[at] = (byte) (number >>> 24);
      buffer[at + 1] = (byte) (number >>> 16);
      buffer[at + 2] = (byte) (number >>> 8);
      buffer[at + 3] = (byte) number;
      return at + Integer.BYTES;
    }

    private void ensure(int length) {
      if (length > buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.max(length, 2 * buffer.length));
      }
    }
  }
}
