package io.millrace.records;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks the features of a serialized tf.Example in place: no object per record or feature, and
 * values that are not asked for are not decoded.
 *
 * <p>The format (TensorFlow, {@code example.proto}, {@code feature.proto}): Example { features = 1
 * }, Features { map&lt;string, Feature&gt; feature = 1 }, Feature { one of bytes_list = 1,
 * float_list = 2, int64_list = 3 }, each list { repeated value = 1 }. Lists of numbers are read
 * packed and unpacked, unknown fields are skipped. A name that occurs twice is shown twice; as in
 * protobuf the last one counts.
 *
 * <p>Every method may throw {@link MalformedExampleException}. Not thread-safe.
 */
public final class ExampleCursor {
  private static final int FIELD_1_MESSAGE = 1 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int FIELD_2_MESSAGE = 2 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int FIELD_3_MESSAGE = 3 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int FIELD_1_FIXED32 = 1 << 3 | WireReader.FIXED32;
  private static final int FIELD_1_VARINT = 1 << 3 | WireReader.VARINT;

  private final WireReader wire = new WireReader();
  private int end;
  private int featuresEnd;
  private int nextPosition;

  private int nameOffset;
  private int nameLength;
  private FeatureKind kind = FeatureKind.NONE;
  private int listStart;
  private int listEnd;
  private int valueCount;
  private int[] bytesOffsets = new int[4];
  private int[] bytesLengths = new int[4];

  /** Begins a record; the array must stay unchanged while it is walked. */
  public void reset(byte[] buffer, int offset, int length) {
    wire.reset(buffer, offset);
    end = offset + length;
    featuresEnd = offset;
    nextPosition = offset;
    kind = FeatureKind.NONE;
    valueCount = 0;
  }

  /** Goes to the next feature; false after the last one. */
  public boolean nextFeature() {
    wire.position = nextPosition;
    while (true) {
      while (wire.position < featuresEnd) {
        int tag = wire.readTag(featuresEnd);
        if (tag == FIELD_1_MESSAGE) {
          nextPosition = wire.readLength(featuresEnd);
          readEntry(nextPosition);
          return true;
        }
        wire.skip(tag, featuresEnd);
      }
      if (!enterFeatures()) {
        nextPosition = end;
        return false;
      }
    }
  }

  private boolean enterFeatures() {
    while (wire.position < end) {
      int tag = wire.readTag(end);
      if (tag == FIELD_1_MESSAGE) {
        featuresEnd = wire.readLength(end);
        return true;
      }
      wire.skip(tag, end);
    }
    return false;
  }

  private void readEntry(int entryEnd) {
    nameOffset = wire.position;
    nameLength = 0;
    kind = FeatureKind.NONE;
    valueCount = 0;
    while (wire.position < entryEnd) {
      int tag = wire.readTag(entryEnd);
      if (tag == FIELD_1_MESSAGE) {
        int valueEnd = wire.readLength(entryEnd);
        nameOffset = wire.position;
        nameLength = valueEnd - nameOffset;
        wire.position = valueEnd;
      } else if (tag == FIELD_2_MESSAGE) {
        readFeature(wire.readLength(entryEnd));
      } else {
        wire.skip(tag, entryEnd);
      }
    }
  }

  private void readFeature(int featureEnd) {
    while (wire.position < featureEnd) {
      int tag = wire.readTag(featureEnd);
      FeatureKind found =
          switch (tag) {
            case FIELD_1_MESSAGE -> FeatureKind.BYTES;
            case FIELD_2_MESSAGE -> FeatureKind.FLOAT;
            case FIELD_3_MESSAGE -> FeatureKind.INT64;
            default -> FeatureKind.NONE;
          };
      if (found == FeatureKind.NONE) {
        wire.skip(tag, featureEnd);
        continue;
      }
      int length = wire.readLength(featureEnd);
      if (found == kind && listEnd > listStart && length > wire.position) {
        throw wire.malformed("one list in two pieces, which no writer makes");
      }
      kind = found;
      listStart = wire.position;
      listEnd = length;
      countValues();
      wire.position = listEnd;
    }
  }

  private void countValues() {
    valueCount = 0;
    while (wire.position < listEnd) {
      int tag = wire.readTag(listEnd);
      if (kind == FeatureKind.BYTES && tag == FIELD_1_MESSAGE) {
        addBytes();
      } else if (kind == FeatureKind.FLOAT && tag == FIELD_1_MESSAGE) {
        int packedEnd = wire.readLength(listEnd);
        if ((packedEnd - wire.position) % Float.BYTES != 0) {
          throw wire.malformed("packed floats that are no multiple of 4 bytes");
        }
        valueCount += (packedEnd - wire.position) / Float.BYTES;
        wire.position = packedEnd;
      } else if (kind == FeatureKind.INT64 && tag == FIELD_1_MESSAGE) {
        countPackedVarints(wire.readLength(listEnd));
      } else {
        if (kind == FeatureKind.FLOAT && tag == FIELD_1_FIXED32
            || kind == FeatureKind.INT64 && tag == FIELD_1_VARINT) {
          valueCount++;
        }
        wire.skip(tag, listEnd);
      }
    }
  }

  private void addBytes() {
    int valueEnd = wire.readLength(listEnd);
    if (valueCount == bytesOffsets.length) {
      bytesOffsets = Arrays.copyOf(bytesOffsets, 2 * valueCount);
      bytesLengths = Arrays.copyOf(bytesLengths, 2 * valueCount);
    }
    bytesOffsets[valueCount] = wire.position;
    bytesLengths[valueCount] = valueEnd - wire.position;
    valueCount++;
    wire.position = valueEnd;
  }

  private void countPackedVarints(int packedEnd) {
    for (int i = wire.position; i < packedEnd; i++) {
      valueCount += ~wire.bytes[i] >>> 7 & 1;
    }
    if (packedEnd > wire.position && wire.bytes[packedEnd - 1] < 0) {
      throw wire.malformed("packed integers that end inside a varint");
    }
    wire.position = packedEnd;
  }

  /** Whether the feature has this name, given as UTF-8. */
  public boolean nameEquals(byte[] utf8) {
    return Arrays.equals(wire.bytes, nameOffset, nameOffset + nameLength, utf8, 0, utf8.length);
  }

  /** The name as a new string; compare with {@link #nameEquals(byte[])} in hot loops. */
  public String name() {
    return new String(wire.bytes, nameOffset, nameLength, StandardCharsets.UTF_8);
  }

  /** Which list is set. */
  public FeatureKind kind() {
    return kind;
  }

  /** Values in the list. */
  public int valueCount() {
    return valueCount;
  }

  /**
   * Copies all floats of a {@link FeatureKind#FLOAT} feature.
   *
   * @param target with room for {@link #valueCount()} values from {@code at} on
   * @return values copied
   */
  public int readFloats(float[] target, int at) {
    require(FeatureKind.FLOAT);
    int next = at;
    wire.position = listStart;
    while (wire.position < listEnd) {
      int tag = wire.readTag(listEnd);
      if (tag == FIELD_1_MESSAGE) {
        int packedEnd = wire.readLength(listEnd);
        for (int i = wire.position; i < packedEnd; i += Float.BYTES) {
          target[next++] = Float.intBitsToFloat(LittleEndian.readInt(wire.bytes, i));
        }
        wire.position = packedEnd;
      } else {
        if (tag == FIELD_1_FIXED32) {
          target[next++] = Float.intBitsToFloat(LittleEndian.readInt(wire.bytes, wire.position));
        }
        wire.skip(tag, listEnd);
      }
    }
    return next - at;
  }

  /** As {@link #readFloats(float[], int)}, for a {@link FeatureKind#INT64} feature. */
  public int readLongs(long[] target, int at) {
    require(FeatureKind.INT64);
    int next = at;
    wire.position = listStart;
    while (wire.position < listEnd) {
      int tag = wire.readTag(listEnd);
      if (tag == FIELD_1_MESSAGE) {
        int packedEnd = wire.readLength(listEnd);
        while (wire.position < packedEnd) {
          target[next++] = wire.readVarint(packedEnd);
        }
      } else if (tag == FIELD_1_VARINT) {
        target[next++] = wire.readVarint(listEnd);
      } else {
        wire.skip(tag, listEnd);
      }
    }
    return next - at;
  }

  /** Where value {@code index} of a {@link FeatureKind#BYTES} feature begins in the array. */
  public int bytesOffset(int index) {
    require(FeatureKind.BYTES);
    return bytesOffsets[checkIndex(index)];
  }

  /** The length in bytes of value {@code index} of a {@link FeatureKind#BYTES} feature. */
  public int bytesLength(int index) {
    require(FeatureKind.BYTES);
    return bytesLengths[checkIndex(index)];
  }

  private int checkIndex(int index) {
    if (index < 0 || index >= valueCount) {
      throw new IndexOutOfBoundsException(index + " (expected: 0 to " + (valueCount - 1) + ")");
    }
    return index;
  }

  private void require(FeatureKind expected) {
    if (kind != expected) {
      throw new IllegalStateException(
          "feature '" + name() + "' holds " + kind + " (expected: " + expected + ")");
    }
  }
}
