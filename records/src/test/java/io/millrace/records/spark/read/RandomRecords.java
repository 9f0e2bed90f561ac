package io.millrace.records.spark.read;

import static io.millrace.records.WireBytes.field;
import static io.millrace.records.WireBytes.message;
import static io.millrace.records.WireBytes.number;
import static io.millrace.records.WireBytes.text;
import static io.millrace.records.WireBytes.varint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Records of random features named f0, f1, ..., plain ones and odd ones that protobuf reads, too.
 */
final class RandomRecords {
  static final int NAMES = 12;

  private final Random random;
  private final int oddPercent;

  RandomRecords(long seed, int oddPercent) {
    this.random = new Random(seed);
    this.oddPercent = oddPercent;
  }

  Random random() {
    return random;
  }

  private boolean odd() {
    return random.nextInt(100) < oddPercent;
  }

  static String name(int i) {
    return i < 4 ? "f" + i : "f" + i + "-" + "x".repeat(3 * i + (i == 11 ? 130 : 0));
  }

  /** Feature i mostly holds this kind: 1 bytes, 2 floats, 3 integers. */
  static int kind(int i) {
    return 1 + i % 3;
  }

  byte[] example() {
    return odd()
        ? message(unknown(), map(1, false), map(1, false), unknown())
        : random.nextInt(20) == 0 ? new byte[0] : map(1, false);
  }

  byte[] sequenceExample() {
    byte[] context = map(1, false);
    byte[] lists = map(2, true);
    return odd() ? message(lists, unknown(), context) : message(context, lists);
  }

  private byte[] map(int fieldNumber, boolean ofLists) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < NAMES; i++) {
      if (random.nextInt(4) > 0) {
        order.add(i);
      }
    }
    if (random.nextInt(3) == 0) {
      Collections.shuffle(order, random);
    }
    if (odd() && !order.isEmpty()) {
      order.add(order.get(random.nextInt(order.size())));
    }
    List<byte[]> entries = new ArrayList<>();
    for (int i : order) {
      byte[] value = field(2, ofLists ? featureList(kind(i)) : feature(kind(i)));
      byte[] key = odd() ? overlong(name(i)) : text(1, name(i));
      byte[] entry = odd() ? message(value, unknown(), key) : message(key, value);
      entries.add(odd() ? number(7, 3) : field(1, entry));
    }
    return field(fieldNumber, entries.toArray(byte[][]::new));
  }

  /** A key whose length has a byte more than it needs. */
  private static byte[] overlong(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    byte[] length = varint(utf8.length);
    length[length.length - 1] |= (byte) 0x80;
    return message(varint(1 << 3 | 2), length, new byte[] {0}, utf8);
  }

  private byte[] featureList(int kind) {
    List<byte[]> steps = new ArrayList<>();
    boolean single = random.nextBoolean();
    for (int i = random.nextInt(4); i > 0; i--) {
      steps.add(field(1, single ? list(kind, 1) : feature(kind)));
    }
    if (odd()) {
      steps.add(unknown());
    }
    return message(steps.toArray(byte[][]::new));
  }

  private byte[] feature(int kind) {
    if (random.nextInt(12) == 0) {
      return new byte[0];
    }
    int count = random.nextInt(4) > 0 ? 1 : random.nextInt(random.nextInt(10) == 0 ? 50 : 4);
    byte[] feature = list(kind, count);
    if (odd()) {
      feature = message(list(1 + random.nextInt(3), 1), feature, unknown());
    }
    if (odd()) {
      feature = message(feature, list(kind, 1));
    }
    return feature;
  }

  private byte[] list(int kind, int count) {
    byte[][] values = new byte[count][];
    for (int i = 0; i < count; i++) {
      values[i] = value(kind);
    }
    if (kind == 1 || count == 0 && odd()) {
      for (int i = 0; i < count; i++) {
        values[i] = field(1, values[i]);
      }
      return field(kind, values);
    }
    if (odd()) {
      for (int i = 0; i < count; i++) {
        values[i] = message(new byte[] {(byte) (kind == 2 ? 0x0d : 0x08)}, values[i]);
      }
      return field(kind, values);
    }
    return count == 0 ? field(kind) : field(kind, field(1, values));
  }

  private byte[] value(int kind) {
    if (kind == 2) {
      int bits = Float.floatToIntBits(random.nextInt(1000) / 8f);
      return new byte[] {(byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)};
    }
    if (kind == 3) {
      long value = random.nextLong() >> random.nextInt(64);
      byte[] plain = varint(random.nextInt(3) == 0 ? value & 1 : value);
      if (odd() && plain.length < 9) {
        plain[plain.length - 1] |= (byte) 0x80;
        return message(plain, new byte[] {0});
      }
      return plain;
    }
    return (random.nextInt(3) == 0
            ? Integer.toString(random.nextInt(3000) - 1000)
            : "t\u00e9xt".repeat(random.nextInt(random.nextInt(20) == 0 ? 60 : 4)))
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] unknown() {
    return switch (random.nextInt(4)) {
      case 0 -> number(9, random.nextLong());
      case 1 -> text(15, "unknown");
      case 2 -> message(varint(12 << 3 | 5), new byte[4]);
      default -> message(varint(13 << 3 | 3), number(1, 1), varint(13 << 3 | 4));
    };
  }
}
