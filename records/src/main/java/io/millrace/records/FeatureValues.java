package io.millrace.records;

import java.util.Arrays;
import java.util.Objects;

/** The values of one feature, where they lie. Reuses its memory; belongs to one thread. */
final class FeatureValues {
  private static final int INITIAL_PARTS = 16;
  private static final int BYTES_LIST = 1;
  private static final int FLOAT_LIST = 2;
  private static final int INT64_LIST = 3;

  private final WireInput in;
  private byte[] buffer = new byte[0];
  private FeatureKind kind = FeatureKind.NONE;
  private int valueCount;

  /** Byte strings, or runs of numbers: start, and length in bytes. */
  private int[] partStart = new int[INITIAL_PARTS];

  private int[] partLength = new int[INITIAL_PARTS];
  private int parts;

  /** Values of what this input reads. */
  FeatureValues(WireInput in) {
    this.in = in;
  }

  /** Goes to another array. */
  void reset(byte[] bytes) {
    buffer = bytes;
    clear();
  }

  /** Forgets all values. */
  void clear() {
    kind = FeatureKind.NONE;
    valueCount = 0;
    parts = 0;
  }

  /** Reads a message, or one more part of it, that starts at the input and ends there. */
  void read(int end) {
    while (in.nextField(end)) {
      FeatureKind found = in.isDelimited() ? kindOf(in.field()) : FeatureKind.NONE;
      if (found == FeatureKind.NONE) {
        in.skip();
        continue;
      }
      if (found != kind) {
        clear();
        kind = found;
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
      } else if ((kind == FeatureKind.FLOAT && in.isFixed32())
          || (kind == FeatureKind.INT64 && in.isVarint())) {
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

  FeatureKind kind() {
    return kind;
  }

  int count() {
    return valueCount;
  }

  int readFloats(float[] target, int at) {
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

  int readLongs(long[] target, int at) {
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

  int bytesOffset(int i) {
    return partStart[Objects.checkIndex(i, parts)];
  }

  int bytesLength(int i) {
    return partLength[Objects.checkIndex(i, parts)];
  }
}
