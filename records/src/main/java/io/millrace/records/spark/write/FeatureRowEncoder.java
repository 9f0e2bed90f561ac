package io.millrace.records.spark.write;

import io.millrace.records.spark.write.FeatureEncoder.NullElementException;
import org.apache.spark.sql.catalyst.InternalRow;

/** Rows as tf.Examples, or as tf.SequenceExamples, whose context is the same on the wire. */
final class FeatureRowEncoder extends RowEncoder {
  private final MapEntry[] features;
  private final MapEntry[] featureLists;
  private int featuresLengthBytes = 2;
  private int listsLengthBytes = 2;

  /** Takes entries in their order on the wire. */
  FeatureRowEncoder(MapEntry[] features, MapEntry[] featureLists) {
    this.features = features;
    this.featureLists = featureLists;
  }

  @Override
  void appendPayload(InternalRow row, FrameBuffer out) {
    featuresLengthBytes =
        section(row, out, features, FrameBuffer.LENGTH_DELIMITED_1, featuresLengthBytes);
    if (featureLists.length > 0) {
      listsLengthBytes =
          section(row, out, featureLists, FrameBuffer.LENGTH_DELIMITED_2, listsLengthBytes);
    }
  }

  private int section(
      InternalRow row, FrameBuffer out, MapEntry[] entries, int tag, int lengthBytes) {
    int body = out.startSection(lengthBytes);
    for (MapEntry entry : entries) {
      try {
        entry.append(row, out);
      } catch (NullElementException e) {
        throw new IllegalArgumentException(
            ("column '%s', row %,d of the task: found null at index %d of an array (expected: no"
                    + " nulls inside arrays); remove or replace them, as by array_compact")
                .formatted(entry.column(), rows(), e.index()),
            e);
      }
    }
    return out.endSection(tag, body, lengthBytes);
  }
}
