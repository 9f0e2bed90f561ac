package io.millrace.records;

/** A bounded walk over protobuf's wire format in an array. */
final class WireReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH_DELIMITED = 2;
  static final int FIXED32 = 5;

  private static final int MAX_VARINT_BYTES = 10;

  byte[] bytes = new byte[0];
  int position;
  int base;

  void reset(byte[] source, int offset) {
    bytes = source;
    position = offset;
    base = offset;
  }

  long readVarint(int end) {
    long value = 0;
    int start = position;
    for (int shift = 0; position < end; shift += 7) {
      byte b = bytes[position++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
      if (position - start == MAX_VARINT_BYTES) {
        throw malformed("a varint of more than 10 bytes");
      }
    }
    throw malformed("ends inside a varint");
  }

  /** Reads a tag; the field's number is {@code tag >>> 3}. */
  int readTag(int end) {
    long tag = readVarint(end);
    if (tag >>> 3 == 0 || tag >>> 32 != 0) {
      throw malformed("an invalid field tag " + Long.toUnsignedString(tag));
    }
    return (int) tag;
  }

  /** Reads a length and returns where the value ends. */
  int readLength(int end) {
    long length = readVarint(end);
    if (length < 0 || length > end - position) {
      throw malformed(
          "a field of %s bytes (expected: at most %d)"
              .formatted(Long.toUnsignedString(length), end - position));
    }
    return position + (int) length;
  }

  void skip(int tag, int end) {
    int next =
        switch (tag & 7) {
          case VARINT -> {
            readVarint(end);
            yield position;
          }
          case FIXED64 -> position + 8;
          case LENGTH_DELIMITED -> readLength(end);
          case FIXED32 -> position + 4;
          default -> throw malformed("an unknown wire type " + (tag & 7));
        };
    if (next > end) {
      throw malformed("ends inside a field");
    }
    position = next;
  }

  MalformedExampleException malformed(String problem) {
    return new MalformedExampleException(position - base, problem);
  }
}
