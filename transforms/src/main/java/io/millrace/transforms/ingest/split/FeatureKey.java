package io.millrace.transforms.ingest.split;

import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The deterministic protobuf bytes of features ({@code tf.train.Feature}): what TFX hashes where a
 * {@code partition_feature_name} is given. Belongs to one thread.
 */
final class FeatureKey {
  private static final int BYTES_LIST_TAG = 0x0a;
  private static final int INT64_LIST_TAG = 0x1a;
  private static final int VALUE_TAG = 0x0a;

  private final List<String> names;
  private final List<byte[]> utf8;
  private final ExampleCursor cursor = new ExampleCursor();
  private final ByteArrayOutputStream key = new ByteArrayOutputStream();
  private final ByteArrayOutputStream list = new ByteArrayOutputStream();
  private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
  private long[] longs = new long[1];

  FeatureKey(List<String> names) {
    this.names = names;
    this.utf8 = names.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /**
   * The bytes of the features of an example, one after the other.
   *
   * @throws NoSplitException if one is missing, empty or of floats, as TFX refuses them
   */
  byte[] of(byte[] example, int offset, int length) throws NoSplitException {
    cursor.reset(example, offset, length);
    key.reset();
    for (int i = 0; i < utf8.size(); i++) {
      append(example, i);
    }
    return key.toByteArray();
  }

  private void append(byte[] example, int i) throws NoSplitException {
    if (!cursor.seek(utf8.get(i)) || cursor.valueCount() == 0) {
      throw new NoSplitException(
          "no_partition_feature",
          "found no value of feature '%s' (expected: one that decides on the split)"
              .formatted(names.get(i)));
    }
    list.reset();
    if (cursor.kind() == FeatureKind.BYTES) {
      for (int v = 0; v < cursor.valueCount(); v++) {
        list.write(VALUE_TAG);
        varint(list, cursor.bytesLength(v));
        list.write(example, cursor.bytesOffset(v), cursor.bytesLength(v));
      }
      key.write(BYTES_LIST_TAG);
    } else if (cursor.kind() == FeatureKind.INT64) {
      if (longs.length < cursor.valueCount()) {
        longs = new long[cursor.valueCount()];
      }
      int count = cursor.readLongs(longs, 0);
      packed.reset();
      for (int v = 0; v < count; v++) {
        varint(packed, longs[v]);
      }
      list.write(VALUE_TAG);
      varint(list, packed.size());
      list.writeBytes(packed.toByteArray());
      key.write(INT64_LIST_TAG);
    } else {
      throw new NoSplitException(
          "no_partition_feature",
          "found floats in feature '%s' (expected: bytes or int64)".formatted(names.get(i)));
    }
    varint(key, list.size());
    key.writeBytes(list.toByteArray());
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
