package io.millrace.records;

import java.util.Objects;

/**
 * Protobuf's wire format over a range of an array: fields, varints, unknown fields skipped. Every
 * step is checked against the end of the message that it stands in.
 */
final class WireInput {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;
  private static final int FIXED32 = 5;

  /** As in the parsers of protobuf. */
  private static final int MAX_DEPTH = 100;

  private byte[] buffer = new byte[0];
  private int start;
  private int position;
  private int end;
  private int tagAt;
  private int field;
  private int wireType;

  void reset(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    buffer = bytes;
    start = offset;
    position = offset;
  }

  int position() {
    return position;
  }

  void moveTo(int newPosition) {
    position = newPosition;
  }

  /** Reads the tag of the next field of a message that ends there; false at its end. */
  boolean nextField(int messageEnd) {
    end = messageEnd;
    if (position >= end) {
      return false;
    }
    tagAt = position;
    long tag = varint(end);
    wireType = (int) (tag & 7);
    long number = tag >>> 3;
    if (number == 0 || tag >>> 32 != 0 || wireType > FIXED32) {
      throw malformed(
          tagAt,
          "field %s of wire type %d".formatted(Long.toUnsignedString(number), wireType),
          "a field number from 1 and a wire type from 0 to 5");
    }
    if (wireType == END_GROUP) {
      throw malformed(tagAt, "the end of a group that never started", "a field");
    }
    field = (int) number;
    return true;
  }

  int field() {
    return field;
  }

  boolean isDelimited() {
    return wireType == DELIMITED;
  }

  boolean isFixed32() {
    return wireType == FIXED32;
  }

  boolean isVarint() {
    return wireType == VARINT;
  }

  /** Enters the delimited field whose tag was read: moves to its first byte, returns its end. */
  int enter() {
    long length = varint(end);
    if (length < 0 || length > end - position) {
      throw malformed(
          tagAt,
          "field %d of %s bytes".formatted(field, Long.toUnsignedString(length)),
          "at most %,d, what is left".formatted(end - position));
    }
    return position + (int) length;
  }

  /** Skips the field whose tag was read. */
  void skip() {
    skip(field, wireType, 0);
  }

  private void skip(int number, int type, int depth) {
    switch (type) {
      case VARINT -> varint(end);
      case FIXED64 -> advance(8);
      case FIXED32 -> advance(4);
      case DELIMITED -> position = enter();
      case START_GROUP -> skipGroup(number, depth + 1);
      default -> throw malformed(tagAt, "wire type " + type, "0 to 5, and a group before its end");
    }
  }

  private void skipGroup(int number, int depth) {
    int groupAt = tagAt;
    if (depth > MAX_DEPTH) {
      throw malformed(groupAt, "groups " + depth + " deep", "at most " + MAX_DEPTH);
    }
    while (position < end) {
      tagAt = position;
      long tag = varint(end);
      int type = (int) (tag & 7);
      if (tag >>> 32 != 0 || tag >>> 3 == 0 || type > FIXED32) {
        throw malformed(tagAt, "tag " + Long.toUnsignedString(tag), "a field of a group");
      }
      int inner = (int) (tag >>> 3);
      if (type == END_GROUP) {
        if (inner != number) {
          throw malformed(tagAt, "the end of group " + inner, "that of group " + number);
        }
        return;
      }
      field = inner;
      skip(inner, type, depth);
    }
    throw malformed(groupAt, "group " + number + " without an end", "its end");
  }

  private void advance(int bytes) {
    if (end - position < bytes) {
      throw malformed(tagAt, (end - position) + " bytes left", bytes + " bytes of a number");
    }
    position += bytes;
  }

  /** Reads a varint that must end before there. */
  long varint(int before) {
    int from = position;
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (position >= before) {
        throw malformed(from, "a number without an end", "its last byte before the message ends");
      }
      byte next = buffer[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed(from, "a number of more than 10 bytes", "at most 10");
  }

  /** Counts and checks the varints of a packed list. */
  int countVarints(int from, int to) {
    int count = 0;
    int numberStart = from;
    for (int i = from; i < to; i++) {
      if (buffer[i] >= 0) {
        count++;
        numberStart = i + 1;
      } else if (i - numberStart >= 9) {
        throw malformed(numberStart, "a number of more than 10 bytes", "at most 10");
      }
    }
    if (numberStart != to) {
      throw malformed(numberStart, "a number without an end", "its last byte");
    }
    return count;
  }

  MalformedExampleException malformed(int at, String found, String expected) {
    return new MalformedExampleException(at - start, found, expected);
  }
}
