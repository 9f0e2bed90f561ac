package io.millrace.records.spark.schema;

import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import io.millrace.records.FeatureListsCursor;
import io.millrace.records.MalformedExampleException;
import io.millrace.records.spark.schema.FeatureTable.Slot;

/** Looks through any record with the cursors, whose reading of protobuf is the reference. */
final class CursorScan {
  private final FeatureTable features;
  private final FeatureTable lists;
  private final ExampleCursor example = new ExampleCursor();
  private final FeatureListsCursor listsCursor = new FeatureListsCursor();

  CursorScan(FeatureTable features, FeatureTable lists) {
    this.features = features;
    this.lists = lists;
  }

  /**
   * Fills the table from a tf.Example. Feature lists, to protobuf an unknown field of it, are not
   * passed over: all that they hold would be missing in silence.
   *
   * @throws MalformedExampleException if the bytes are none
   */
  void example(byte[] bytes, int offset, int length) {
    listsCursor.reset(bytes, offset, length);
    if (listsCursor.nextList()) {
      throw new MalformedExampleException(
          listsCursor.nameOffset() - offset,
          "the feature list '" + listsCursor.name() + "'",
          "none in a tf.Example: set recordType=SequenceExample");
    }
    context(bytes, offset, length);
  }

  private void context(byte[] bytes, int offset, int length) {
    example.reset(bytes, offset, length);
    while (example.nextFeature()) {
      Slot slot = features.claim(bytes, example.nameOffset(), example.nameLength());
      if (slot == null) {
        throw unreadable(example.name());
      }
      if (example.kind() == FeatureKind.NONE) {
        slot.addUnset();
        continue;
      }
      slot.add(field(example.kind()), example.valueCount());
      if (example.kind() == FeatureKind.BYTES) {
        for (int i = 0; i < example.valueCount() && slot.needsUtf8(); i++) {
          slot.addBytes(bytes, example.bytesOffset(i), example.bytesLength(i));
        }
      }
    }
  }

  /** As {@link #example}, with the feature lists. */
  void sequenceExample(byte[] bytes, int offset, int length) {
    context(bytes, offset, length);
    listsCursor.reset(bytes, offset, length);
    while (listsCursor.nextList()) {
      Slot slot = lists.claim(bytes, listsCursor.nameOffset(), listsCursor.nameLength());
      if (slot == null) {
        throw unreadable(listsCursor.name());
      }
      if (!steps(slot, bytes)) {
        slot.addNoSteps();
      }
    }
  }

  private boolean steps(Slot slot, byte[] bytes) {
    boolean any = false;
    while (listsCursor.nextStep()) {
      any = true;
      FeatureKind kind = listsCursor.kind();
      if (kind == FeatureKind.NONE) {
        slot.addUnset();
        continue;
      }
      slot.add(field(kind), listsCursor.valueCount());
      if (kind == FeatureKind.BYTES) {
        for (int i = 0; i < listsCursor.valueCount() && slot.needsUtf8(); i++) {
          slot.addBytes(bytes, listsCursor.bytesOffset(i), listsCursor.bytesLength(i));
        }
      }
    }
    return any;
  }

  // The cursors give a name once and refuse one that is no UTF-8, so that this does not happen.
  private static IllegalStateException unreadable(String name) {
    return new IllegalStateException("feature '" + name + "' came twice");
  }

  private static int field(FeatureKind kind) {
    return switch (kind) {
      case BYTES -> 1;
      case FLOAT -> 2;
      case INT64 -> 3;
      case NONE -> throw new IllegalArgumentException("no field of a feature without a list");
    };
  }
}
