package io.millrace.records;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Looks through serialized examples for anything that the deterministic form does not have: fields
 * out of order or given twice, unknown fields, lists that are not packed, numbers longer than they
 * need to be. Malformed bytes are such a thing, too. Belongs to one thread.
 */
final class FormScan {
  private static final int FIRST = 1 << 3 | 2;
  private static final int SECOND = 2 << 3 | 2;
  private static final int THIRD = 3 << 3 | 2;
  private static final int MAX_VARINT_BYTES = 10;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private byte[] bytes;

  /** Behind the length that was read last. */
  private int position;

  /** Whether a tf.Example is in the form. */
  boolean example(byte[] buffer, int offset, int length) {
    bytes = buffer;
    int end = offset + length;
    return length == 0 || enter(offset, end, FIRST) == end && entries(position, end, false);
  }

  /** Whether a tf.SequenceExample is. */
  boolean sequenceExample(byte[] buffer, int offset, int length) {
    bytes = buffer;
    int end = offset + length;
    int at = offset;
    for (int tag = FIRST; tag <= SECOND; tag += SECOND - FIRST) {
      if (at < end && bytes[at] == tag) {
        int partEnd = enter(at, end, tag);
        if (partEnd < 0 || !entries(position, partEnd, tag == SECOND)) {
          return false;
        }
        at = partEnd;
      }
    }
    return at == end;
  }

  /** Reads a tag and a length; answers where the field ends, or -1 if it is not as it should be. */
  private int enter(int at, int end, int tag) {
    if (end - at < 2 || bytes[at] != tag) {
      return -1;
    }
    int from = at + 1;
    long length = 0;
    int shift = 0;
    byte next;
    do {
      if (from >= end || shift > 28) {
        return -1;
      }
      next = bytes[from++];
      length |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    if (next == 0 && shift > 7) {
      return -1;
    }
    position = from;
    return length <= end - from ? from + (int) length : -1;
  }

  private boolean entries(int from, int end, boolean ofLists) {
    int at = from;
    int before = -1;
    int beforeEnd = -1;
    while (at < end) {
      int entryEnd = enter(at, end, FIRST);
      int nameEnd = entryEnd < 0 ? -1 : enter(position, entryEnd, FIRST);
      if (nameEnd < 0) {
        return false;
      }
      int name = position;
      boolean ascends =
          before < 0 || Arrays.compareUnsigned(bytes, before, beforeEnd, bytes, name, nameEnd) < 0;
      if (!ascends || !isText(name, nameEnd) || enter(nameEnd, entryEnd, SECOND) != entryEnd) {
        return false;
      }
      if (!(ofLists ? steps(position, entryEnd) : feature(position, entryEnd))) {
        return false;
      }
      before = name;
      beforeEnd = nameEnd;
      at = entryEnd;
    }
    return true;
  }

  private boolean isText(int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        try {
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, i, to - i));
          return true;
        } catch (CharacterCodingException e) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean steps(int from, int end) {
    int at = from;
    while (at < end) {
      int stepEnd = enter(at, end, FIRST);
      if (stepEnd < 0 || !feature(position, stepEnd)) {
        return false;
      }
      at = stepEnd;
    }
    return true;
  }

  private boolean feature(int from, int end) {
    if (from == end) {
      return true;
    }
    int tag = bytes[from];
    if (enter(from, end, tag) != end) {
      return false;
    }
    return switch (tag) {
      case FIRST -> byteStrings(position, end);
      case SECOND -> floats(position, end);
      case THIRD -> integers(position, end);
      default -> false;
    };
  }

  private boolean byteStrings(int from, int end) {
    int at = from;
    while (at < end) {
      at = enter(at, end, FIRST);
      if (at < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean floats(int from, int end) {
    return from == end
        || enter(from, end, FIRST) == end && position < end && (end - position) % Float.BYTES == 0;
  }

  private boolean integers(int from, int end) {
    return from == end
        || enter(from, end, FIRST) == end && position < end && areShort(position, end);
  }

  /** Whether varints fill a range, each in as few bytes as it can be written in. */
  private boolean areShort(int from, int end) {
    int at = from;
    while (at < end) {
      if (end - at >= Long.BYTES && ((long) LONG.get(bytes, at) & HIGH_BITS) == 0) {
        at += Long.BYTES;
        continue;
      }
      int start = at;
      while (at < end && bytes[at] < 0) {
        at++;
      }
      if (at == end) {
        return false;
      }
      byte last = bytes[at++];
      int length = at - start;
      if (length > 1 && last == 0
          || length > MAX_VARINT_BYTES
          || length == MAX_VARINT_BYTES && last != 1) {
        return false;
      }
    }
    return true;
  }
}
