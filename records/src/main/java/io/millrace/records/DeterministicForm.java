package io.millrace.records;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The one form of each tf.Example, or tf.SequenceExample, that {@link ExampleBuilder} writes and
 * whose hash assigns TFX's splits: recognises it without decoding, and brings other bytes into it.
 *
 * <p>What a parser of protobuf reads keeps its meaning. Fields that these messages do not have are
 * left out; no release of TensorFlow ever wrote any. An instance belongs to one thread and reuses
 * its memory.
 */
public final class DeterministicForm {
  private final FormScan scan = new FormScan();
  private final ExampleCursor features = new ExampleCursor();
  private final boolean ofSequences;
  private final FeatureListsCursor lists = new FeatureListsCursor();
  private final SequenceExampleBuilder builder = new SequenceExampleBuilder();
  private float[] floats = {};
  private long[] longs = {};

  private DeterministicForm(boolean ofSequences) {
    this.ofSequences = ofSequences;
  }

  /** That of tf.Examples. */
  public static DeterministicForm ofExamples() {
    return new DeterministicForm(false);
  }

  /** That of tf.SequenceExamples. */
  public static DeterministicForm ofSequenceExamples() {
    return new DeterministicForm(true);
  }

  /** Whether the bytes are well formed and in this form. */
  public boolean isFormOf(byte[] bytes, int offset, int length) {
    return ofSequences
        ? scan.sequenceExample(bytes, offset, length)
        : scan.example(bytes, offset, length);
  }

  /**
   * Encodes an example anew.
   *
   * @throws MalformedExampleException if the bytes are no example, or a name is no UTF-8
   */
  public byte[] encode(byte[] bytes, int offset, int length) {
    builder.reset();
    features.reset(bytes, offset, length);
    while (features.nextFeature()) {
      put(builder.context(), features.name(), features, bytes);
    }
    if (ofSequences) {
      lists.reset(bytes, offset, length);
      while (lists.nextList()) {
        String name = lists.name();
        builder.putSteps(name, step -> lists.nextStep() && put(step, name, lists, bytes));
      }
    }
    return builder.toByteArray();
  }

  private boolean put(ExampleBuilder target, String name, CurrentFeature feature, byte[] bytes) {
    int count = feature.valueCount();
    switch (feature.kind()) {
      case BYTES -> {
        List<byte[]> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          int at = feature.bytesOffset(i);
          values.add(Arrays.copyOfRange(bytes, at, at + feature.bytesLength(i)));
        }
        target.putBytesList(name, values);
      }
      case FLOAT -> {
        floats = floats.length < count ? new float[count] : floats;
        target.putFloats(name, floats, 0, feature.readFloats(floats, 0));
      }
      case INT64 -> {
        longs = longs.length < count ? new long[count] : longs;
        target.putLongs(name, longs, 0, feature.readLongs(longs, 0));
      }
      default -> target.putNone(name);
    }
    return true;
  }
}
