package io.millrace.transforms.statistics;

import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import io.millrace.records.MalformedExampleException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

/**
 * Counts the features of serialized tf.Examples. One accumulator reads one file; those of several
 * files are merged in the order of the files. Not thread-safe.
 */
final class DatasetAccumulator implements Serializable {
  private static final long serialVersionUID = 1L;

  private long examples;
  // By name, in the order of first sight; names are kept as bytes for comparison in place.
  private final List<FeatureAccumulator> features = new ArrayList<>();
  private final List<byte[]> names = new ArrayList<>();
  private final Map<String, Integer> indexes = new HashMap<>();
  private transient ExampleCursor cursor;
  private transient long[] longs;
  private transient float[] floats;

  /**
   * Counts one record in.
   *
   * @param file and {@code record} name the record in messages
   * @throws MalformedExampleException if the bytes are no tf.Example
   * @throws io.millrace.artifacts.MillraceException (data) if a feature has two kinds
   */
  void add(byte[] buffer, int offset, int length, String file, long record) {
    if (cursor == null) {
      cursor = new ExampleCursor();
      longs = new long[16];
      floats = new float[16];
    }
    cursor.reset(buffer, offset, length);
    int expected = 0;
    while (cursor.nextFeature()) {
      int index = indexOf(expected);
      addFeature(features.get(index), buffer, file, record);
      expected = index + 1;
    }
    examples++;
  }

  /** Adds all that another accumulator holds; the other must not be used afterwards. */
  void merge(DatasetAccumulator other) {
    examples += other.examples;
    for (FeatureAccumulator feature : other.features) {
      Integer index = indexes.get(feature.name());
      if (index == null) {
        append(feature);
      } else {
        features.get(index).merge(feature);
      }
    }
  }

  long examples() {
    return examples;
  }

  /** The statistics, features in the order of their names. */
  DatasetFeatureStatistics toProto(StatisticsGenOptions options) {
    Map<String, FeatureAccumulator> sorted = new TreeMap<>();
    features.forEach(feature -> sorted.put(feature.name(), feature));
    DatasetFeatureStatistics.Builder builder =
        DatasetFeatureStatistics.newBuilder().setNumExamples(examples);
    sorted
        .values()
        .forEach(feature -> builder.addFeatures(FeatureStatistics.of(feature, examples, options)));
    return builder.build();
  }

  private void addFeature(FeatureAccumulator feature, byte[] buffer, String file, long record) {
    FeatureKind kind = cursor.kind();
    if (kind == FeatureKind.NONE) {
      return;
    }
    int count = cursor.valueCount();
    feature.addList(kindOf(kind), count, file, record);
    switch (kind) {
      case INT64:
        longs = longs.length < count ? new long[Math.max(count, 2 * longs.length)] : longs;
        cursor.readLongs(longs, 0);
        feature.numbers().addLongs(longs, count);
        break;
      case FLOAT:
        floats = floats.length < count ? new float[Math.max(count, 2 * floats.length)] : floats;
        cursor.readFloats(floats, 0);
        feature.numbers().addFloats(floats, count);
        break;
      default:
        for (int i = 0; i < count; i++) {
          feature.bytes().add(buffer, cursor.bytesOffset(i), cursor.bytesLength(i));
        }
        break;
    }
  }

  private static FeatureAccumulator.Kind kindOf(FeatureKind kind) {
    switch (kind) {
      case INT64:
        return FeatureAccumulator.Kind.INT;
      case FLOAT:
        return FeatureAccumulator.Kind.FLOAT;
      default:
        return FeatureAccumulator.Kind.BYTES;
    }
  }

  /** The index of the feature at the cursor; records mostly repeat the order of the one before. */
  private int indexOf(int expected) {
    if (expected < names.size() && cursor.nameEquals(names.get(expected))) {
      return expected;
    }
    String name = cursor.name();
    Integer index = indexes.get(name);
    return index != null ? index : append(new FeatureAccumulator(name));
  }

  private int append(FeatureAccumulator feature) {
    int index = features.size();
    features.add(feature);
    names.add(feature.name().getBytes(StandardCharsets.UTF_8));
    indexes.put(feature.name(), index);
    return index;
  }
}
