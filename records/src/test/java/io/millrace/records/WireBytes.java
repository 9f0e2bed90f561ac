package io.millrace.records;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Messages in protobuf's wire format, field by field. */
public final class WireBytes {
  private WireBytes() {}

  /** A message of these fields. */
  public static byte[] message(byte[]... fields) {
    return concat(Arrays.asList(fields));
  }

  /** All bytes, one array behind the other. */
  public static byte[] concat(List<byte[]> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] field : fields) {
      out.writeBytes(field);
    }
    return out.toByteArray();
  }

  /** A delimited field. */
  public static byte[] field(int number, byte[]... contents) {
    byte[] content = message(contents);
    return message(varint(((long) number << 3) | 2), varint(content.length), content);
  }

  /** A field of text. */
  public static byte[] text(int number, String text) {
    return field(number, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A field that is a varint. */
  public static byte[] number(int number, long value) {
    return message(varint((long) number << 3), varint(value));
  }

  /** A varint. */
  public static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  /** A feature of packed integers. */
  public static byte[] longs(long... values) {
    byte[][] varints = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      varints[i] = varint(values[i]);
    }
    return field(3, field(1, varints));
  }

  /** A feature of texts. */
  public static byte[] texts(String... values) {
    byte[][] fields = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      fields[i] = text(1, values[i]);
    }
    return field(1, fields);
  }

  /** An entry of a map from names. */
  public static byte[] entry(String name, byte[]... value) {
    return field(1, text(1, name), field(2, value));
  }
}
