package io.millrace.records;

/**
 * Walks over the features of a serialized tf.Example where it lies, without objects per feature:
 * {@link #reset} to an example, then {@link #nextFeature()} or {@link #seek}, then read the values.
 *
 * <p>Reads whatever a protobuf parser reads, with the same meaning: packed and unpacked lists,
 * fields in any order, unknown fields (skipped), parts of a message given apart (merged); of
 * several features of one name, and of several lists of one feature, the last one counts. The
 * features come in the order in which their names first occur.
 *
 * <p>Malformed bytes raise {@link MalformedExampleException}: the frame of the example in {@code
 * reset}, a feature when the cursor comes to it. The cursor keeps the array of {@code reset}, which
 * must not change while it is read. It belongs to one thread.
 */
public final class ExampleCursor extends CurrentFeature {
  private final FeatureIndex features = new FeatureIndex(in);
  private int current = -1;

  /** Goes before the first feature of an example that is a whole array. */
  public void reset(byte[] example) {
    reset(example, 0, example.length);
  }

  /**
   * Goes before the first feature of an example.
   *
   * @throws MalformedExampleException if the bytes are no tf.Example
   */
  public void reset(byte[] bytes, int offset, int length) {
    in.reset(bytes, offset, length);
    features.reset(bytes);
    values.reset(bytes);
    current = -1;
    onFeature = false;
    while (in.nextField(offset + length)) {
      if (in.field() == 1 && in.isDelimited()) {
        features.readEntries(in.enter());
      } else {
        in.skip();
      }
    }
  }

  /** The features of the example, duplicates counted once. */
  public int featureCount() {
    return features.count();
  }

  /**
   * Goes to the next feature.
   *
   * @return false behind the last one
   */
  public boolean nextFeature() {
    if (current + 1 >= features.count()) {
      current = features.count();
      onFeature = false;
      return false;
    }
    open(current + 1);
    return true;
  }

  /**
   * Goes to the feature of this name; {@link #nextFeature()} goes on behind it.
   *
   * @return false if there is none; the position stays
   */
  public boolean seek(byte[] utf8) {
    int feature = features.find(utf8);
    if (feature < 0) {
      return false;
    }
    open(feature);
    return true;
  }

  private void open(int feature) {
    current = feature;
    onFeature = true;
    values.clear();
    int end = features.entryEnd(feature);
    in.moveTo(features.entryStart(feature));
    while (in.nextField(end)) {
      if (in.field() == 2 && in.isDelimited()) {
        values.read(in.enter());
      } else {
        in.skip();
      }
    }
  }

  /** Whether the current feature has this name, given in UTF-8. */
  public boolean nameEquals(byte[] utf8) {
    checkFeature();
    return features.isNamed(current, utf8);
  }

  /**
   * The name of the current feature. The string is shared between examples of the same order.
   *
   * @throws MalformedExampleException if it is no UTF-8
   */
  public String name() {
    checkFeature();
    return features.name(current);
  }

  /** Where the name of the current feature starts in the array, in UTF-8 as far as it is valid. */
  public int nameOffset() {
    checkFeature();
    return features.nameStart(current);
  }

  /** The length in bytes of the name of the current feature. */
  public int nameLength() {
    checkFeature();
    return features.nameLength(current);
  }

  @Override
  String none() {
    return "no current feature (expected: nextFeature() was true)";
  }

  @Override
  String described() {
    return "feature '" + name() + "'";
  }
}
