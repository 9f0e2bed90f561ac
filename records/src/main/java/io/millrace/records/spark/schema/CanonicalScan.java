package io.millrace.records.spark.schema;

import io.millrace.records.spark.schema.FeatureTable.Slot;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks through records in the form in which every writer leaves them: fields in order, once each,
 * names before values, lists packed. It answers false for all else, malformed bytes included, and
 * the cursors decide.
 */
final class CanonicalScan {
  private static final int FIRST = 1 << 3 | 2;
  private static final int SECOND = 2 << 3 | 2;
  private static final int[] SEQUENCE_PARTS = {FIRST, SECOND};
  private static final int FIELD_BYTES = 1;
  private static final int FIELD_FLOAT = 2;
  private static final int FIELD_INT64 = 3;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final FeatureTable features;
  private final FeatureTable lists;
  private byte[] bytes;

  /** Behind the length that was read last. */
  private int position;

  /** Where the values of the last feature start if they are one run, else -1. */
  private int valuesAt;

  private int valuesField;

  CanonicalScan(FeatureTable features, FeatureTable lists) {
    this.features = features;
    this.lists = lists;
  }

  /** Fills the tables from a tf.Example; what it left in them counts only if it answers true. */
  boolean example(byte[] buffer, int offset, int length) {
    bytes = buffer;
    int end = offset + length;
    if (length == 0) {
      return true;
    }
    return message(offset, end, FIRST) == end && entries(position, end, false);
  }

  /** As {@link #example}, for a tf.SequenceExample. */
  boolean sequenceExample(byte[] buffer, int offset, int length) {
    bytes = buffer;
    int end = offset + length;
    int at = offset;
    for (int tag : SEQUENCE_PARTS) {
      if (at < end && bytes[at] == tag) {
        int partEnd = message(at, end, tag);
        if (partEnd < 0 || !entries(position, partEnd, tag == SECOND)) {
          return false;
        }
        at = partEnd;
      }
    }
    return at == end;
  }

  /**
   * Reads the tag and the length of a field; {@link #position} is then its first byte.
   *
   * @return where the field ends, at most {@code end}; -1 if it is another field or malformed
   */
  private int message(int at, int end, int tag) {
    if (end - at < 2 || bytes[at] != tag) {
      return -1;
    }
    int length = bytes[at + 1];
    int from = at + 2;
    if (length < 0) {
      length &= 0x7f;
      int shift = 7;
      byte next;
      do {
        if (from >= end || shift > 21) {
          return -1;
        }
        next = bytes[from++];
        length |= (next & 0x7f) << shift;
        shift += 7;
      } while (next < 0);
    }
    position = from;
    return length <= end - from ? from + length : -1;
  }

  private boolean entries(int from, int end, boolean ofLists) {
    FeatureTable table = ofLists ? lists : features;
    int at = from;
    while (at < end) {
      Slot expected = table.expected();
      if (expected != null && expected.hasSameHead(bytes, at, end)) {
        if (!table.claim(expected) || !sameHead(expected, at)) {
          return false;
        }
        at += expected.entryLength();
        continue;
      }
      int entryEnd = message(at, end, FIRST);
      if (entryEnd < 0) {
        return false;
      }
      int nameEnd = message(position, entryEnd, FIRST);
      if (nameEnd < 0) {
        return false;
      }
      Slot slot = table.claim(bytes, position, nameEnd - position);
      if (slot == null || message(nameEnd, entryEnd, SECOND) != entryEnd) {
        return false;
      }
      if (!(ofLists ? steps(slot, position, entryEnd) : feature(slot, position, entryEnd))) {
        return false;
      }
      if (!ofLists && valuesAt >= 0) {
        slot.remember(bytes, at, valuesAt, entryEnd, valuesField);
      }
      at = entryEnd;
    }
    return true;
  }

  /** A feature like the last one of its name, but for the values: lengths are as they were. */
  private boolean sameHead(Slot slot, int at) {
    int from = at + slot.headLength();
    int end = at + slot.entryLength();
    int field = slot.field();
    int values = 1;
    if (field == FIELD_BYTES) {
      slot.addBytes(bytes, from, end - from);
    } else if (field == FIELD_FLOAT) {
      values = (end - from) / Float.BYTES;
    } else {
      values = varints(from, end);
    }
    if (values < 0) {
      return false;
    }
    slot.add(field, values);
    return true;
  }

  private boolean steps(Slot slot, int from, int end) {
    if (from == end) {
      slot.addNoSteps();
      return true;
    }
    int at = from;
    while (at < end) {
      int stepEnd = message(at, end, FIRST);
      if (stepEnd < 0 || !feature(slot, position, stepEnd)) {
        return false;
      }
      at = stepEnd;
    }
    return true;
  }

  private boolean feature(Slot slot, int from, int end) {
    valuesAt = -1;
    if (from == end) {
      slot.addUnset();
      return true;
    }
    int tag = bytes[from];
    if ((tag & 7) != 2 || message(from, end, tag) != end) {
      return false;
    }
    int field = tag >> 3;
    int values =
        switch (field) {
          case FIELD_BYTES -> byteStrings(slot, position, end);
          case FIELD_FLOAT -> floats(position, end);
          case FIELD_INT64 -> integers(position, end);
          default -> -1;
        };
    if (values < 0) {
      return false;
    }
    slot.add(field, values);
    // An empty list has none; of byte strings, each has a length of its own.
    if (values == 1 || (values > 0 && field != FIELD_BYTES)) {
      valuesAt = position;
      valuesField = field;
    }
    return true;
  }

  private int byteStrings(Slot slot, int from, int end) {
    int count = 0;
    int at = from;
    while (at < end) {
      int valueEnd = message(at, end, FIRST);
      if (valueEnd < 0) {
        return -1;
      }
      slot.addBytes(bytes, position, valueEnd - position);
      at = valueEnd;
      count++;
    }
    return count;
  }

  private int floats(int from, int end) {
    if (from == end) {
      return 0;
    }
    if (message(from, end, FIRST) != end || (end - position) % Float.BYTES != 0) {
      return -1;
    }
    return (end - position) / Float.BYTES;
  }

  private int integers(int from, int end) {
    if (from == end) {
      return 0;
    }
    return message(from, end, FIRST) == end ? varints(position, end) : -1;
  }

  /** How many varints fill a range; -1 if one is longer than 10 bytes or has no end. */
  private int varints(int from, int end) {
    int count = 0;
    int open = 0;
    int at = from;
    for (; end - at >= Long.BYTES; at += Long.BYTES) {
      long ends = ~(long) LONG.get(bytes, at) & HIGH_BITS;
      if (ends == 0) {
        open += Long.BYTES;
      } else {
        if (open + Long.numberOfTrailingZeros(ends) / 8 > 9) {
          return -1;
        }
        count += Long.bitCount(ends);
        open = Long.numberOfLeadingZeros(ends) / 8;
      }
    }
    for (; at < end; at++) {
      if (bytes[at] < 0) {
        open++;
      } else if (open > 9) {
        return -1;
      } else {
        open = 0;
        count++;
      }
    }
    return open == 0 ? count : -1;
  }
}
