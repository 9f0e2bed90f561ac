package io.millrace.records;

import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Objects;

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
public final class ExampleCursor {
  private static final int INITIAL_PARTS = 16;
  private static final int BYTES_LIST = 1;
  private static final int FLOAT_LIST = 2;
  private static final int INT64_LIST = 3;

  private final WireInput in = new WireInput();
  private byte[] buffer = new byte[0];

  private final FeatureIndex features = new FeatureIndex();
  private int current = -1;
  private FeatureKind kind = FeatureKind.NONE;
  private int valueCount;

  /** Byte strings, or runs of numbers: start, and length in bytes. */
  private int[] partStart = new int[INITIAL_PARTS];

  private int[] partLength = new int[INITIAL_PARTS];
  private int parts;

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
    buffer = bytes;
    features.reset(bytes);
    current = -1;
    while (in.nextField(offset + length)) {
      if (in.field() == 1 && in.isDelimited()) {
        readFeatures(in.enter());
      } else {
        in.skip();
      }
    }
  }

  private void readFeatures(int end) {
    while (in.nextField(end)) {
      if (in.field() == 1 && in.isDelimited()) {
        readEntry(in.enter());
      } else {
        in.skip();
      }
    }
  }

  private void readEntry(int end) {
    int start = in.position();
    int name = start;
    int length = 0;
    while (in.nextField(end)) {
      if (in.field() == 1 && in.isDelimited()) {
        int nameEnd = in.enter();
        name = in.position();
        length = nameEnd - name;
        in.moveTo(nameEnd);
      } else {
        in.skip();
      }
    }
    features.add(start, end, name, length);
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
    kind = FeatureKind.NONE;
    valueCount = 0;
    parts = 0;
    int end = features.entryEnd(feature);
    in.moveTo(features.entryStart(feature));
    while (in.nextField(end)) {
      if (in.field() == 2 && in.isDelimited()) {
        readFeature(in.enter());
      } else {
        in.skip();
      }
    }
  }

  private void readFeature(int end) {
    while (in.nextField(end)) {
      FeatureKind found = in.isDelimited() ? kindOf(in.field()) : FeatureKind.NONE;
      if (found == FeatureKind.NONE) {
        in.skip();
        continue;
      }
      if (found != kind) {
        kind = found;
        valueCount = 0;
        parts = 0;
      }
      readList(in.enter());
    }
  }

  private static FeatureKind kindOf(int field) {
    return switch (field) {
      case BYTES_LIST -> FeatureKind.BYTES;
      case FLOAT_LIST -> FeatureKind.FLOAT;
      case INT64_LIST -> FeatureKind.INT64;
      default -> FeatureKind.NONE;
    };
  }

  private void readList(int end) {
    while (in.nextField(end)) {
      if (in.field() != 1) {
        in.skip();
      } else if (in.isDelimited()) {
        int partEnd = in.enter();
        addPart(in.position(), partEnd - in.position());
        valueCount += valuesOf(in.position(), partEnd);
        in.moveTo(partEnd);
      } else if (kind == FeatureKind.FLOAT && in.isFixed32()
          || kind == FeatureKind.INT64 && in.isVarint()) {
        int start = in.position();
        in.skip();
        addPart(start, in.position() - start);
        valueCount++;
      } else {
        in.skip();
      }
    }
  }

  private void addPart(int start, int length) {
    if (parts == partStart.length) {
      partStart = Arrays.copyOf(partStart, 2 * parts);
      partLength = Arrays.copyOf(partLength, 2 * parts);
    }
    partStart[parts] = start;
    partLength[parts++] = length;
  }

  private int valuesOf(int start, int end) {
    switch (kind) {
      case FLOAT -> {
        if ((end - start) % 4 != 0) {
          throw in.malformed(
              start, (end - start) + " bytes of packed floats", "a multiple of 4 bytes");
        }
        return (end - start) / 4;
      }
      case INT64 -> {
        return in.countVarints(start, end);
      }
      default -> {
        return 1;
      }
    }
  }

  /** Whether the current feature has this name, given in UTF-8. */
  public boolean nameEquals(byte[] utf8) {
    checkCurrent();
    return features.isNamed(current, utf8);
  }

  /**
   * The name of the current feature. The string is shared between examples of the same order.
   *
   * @throws MalformedExampleException if it is no UTF-8
   */
  public String name() {
    checkCurrent();
    try {
      return features.name(current);
    } catch (CharacterCodingException e) {
      throw in.malformed(
          features.nameStart(current), "a feature name that is not UTF-8", "UTF-8 text");
    }
  }

  /** Which list the current feature holds. */
  public FeatureKind kind() {
    checkCurrent();
    return kind;
  }

  /** The values of the current feature; 0 for a feature without a list. */
  public int valueCount() {
    checkCurrent();
    return valueCount;
  }

  /**
   * Copies all values of the current feature, which holds floats.
   *
   * @return how many there are
   */
  public int readFloats(float[] target, int at) {
    checkKind(FeatureKind.FLOAT);
    Objects.checkFromIndexSize(at, valueCount, target.length);
    int to = at;
    for (int part = 0; part < parts; part++) {
      int end = partStart[part] + partLength[part];
      for (int i = partStart[part]; i < end; i += 4) {
        target[to++] = Float.intBitsToFloat(Framing.intAt(buffer, i));
      }
    }
    return valueCount;
  }

  /**
   * Copies all values of the current feature, which holds integers.
   *
   * @return how many there are
   */
  public int readLongs(long[] target, int at) {
    checkKind(FeatureKind.INT64);
    Objects.checkFromIndexSize(at, valueCount, target.length);
    int to = at;
    for (int part = 0; part < parts; part++) {
      int end = partStart[part] + partLength[part];
      in.moveTo(partStart[part]);
      while (in.position() < end) {
        target[to++] = in.varint(end);
      }
    }
    return valueCount;
  }

  /**
   * Where value {@code i} of the current feature, which holds byte strings, starts in the array.
   */
  public int bytesOffset(int i) {
    checkKind(FeatureKind.BYTES);
    return partStart[Objects.checkIndex(i, parts)];
  }

  /** The length of value {@code i} of the current feature, which holds byte strings. */
  public int bytesLength(int i) {
    checkKind(FeatureKind.BYTES);
    return partLength[Objects.checkIndex(i, parts)];
  }

  private void checkCurrent() {
    if (current < 0 || current >= features.count()) {
      throw new IllegalStateException("no current feature (expected: nextFeature() was true)");
    }
  }

  private void checkKind(FeatureKind expected) {
    checkCurrent();
    if (kind != expected) {
      throw new IllegalStateException(
          "feature '" + name() + "' holds " + kind + " (expected: " + expected + ")");
    }
  }
}
