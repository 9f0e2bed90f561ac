package io.millrace.records;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds serialized tf.Examples, one after another, without protobuf's objects. Features are
 * written in the order of their names' bytes and lists of numbers packed, so that equal features
 * give equal bytes: those of Python's {@code SerializeToString(deterministic=True)}. Not
 * thread-safe.
 */
public final class ExampleBuilder {
  private static final int FIELD_1 = 1 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int FIELD_2 = 2 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int FIELD_3 = 3 << 3 | WireReader.LENGTH_DELIMITED;

  private final Map<String, byte[]> names = new HashMap<>();
  private final ByteSink values = new ByteSink();
  private final ByteSink out = new ByteSink();
  private Entry[] entries = new Entry[8];
  private int count;

  /** A feature: its name and where its message lies in {@link #values}. */
  private static final class Entry {
    private byte[] name;
    private int start;
    private int end;
  }

  /** Drops all features, to begin the next Example. */
  public void reset() {
    values.clear();
    count = 0;
  }

  /** Adds a bytes feature of one value. */
  public void putBytes(String name, byte[] value) {
    putBytes(name, value, 0, value.length);
  }

  /** Adds a bytes feature of one value, from a part of an array. */
  public void putBytes(String name, byte[] source, int offset, int length) {
    Entry entry = begin(name);
    values.writeByte(FIELD_1);
    values.writeVarint(1 + ByteSink.varintSize(length) + length);
    writeBytes(source, offset, length);
    entry.end = values.size();
  }

  /** Adds a bytes feature; an empty list is set, but holds nothing. */
  public void putBytesList(String name, List<byte[]> list) {
    Entry entry = begin(name);
    int size = 0;
    for (byte[] value : list) {
      size += 1 + ByteSink.varintSize(value.length) + value.length;
    }
    values.writeByte(FIELD_1);
    values.writeVarint(size);
    for (byte[] value : list) {
      writeBytes(value, 0, value.length);
    }
    entry.end = values.size();
  }

  /** Adds a float feature; an empty list is set, but holds nothing. */
  public void putFloats(String name, float... list) {
    Entry entry = begin(name);
    beginPacked(FIELD_2, list.length * Float.BYTES);
    for (float value : list) {
      values.writeFloat(value);
    }
    entry.end = values.size();
  }

  /** Adds an int64 feature; an empty list is set, but holds nothing. */
  public void putLongs(String name, long... list) {
    Entry entry = begin(name);
    int size = 0;
    for (long value : list) {
      size += ByteSink.varintSize(value);
    }
    beginPacked(FIELD_3, size);
    for (long value : list) {
      values.writeVarint(value);
    }
    entry.end = values.size();
  }

  /** Adds a feature with no list set, which is how TFX writes an unknown value of unknown type. */
  public void putNone(String name) {
    Entry entry = begin(name);
    entry.end = values.size();
  }

  /** The serialized Example. */
  public byte[] toByteArray() {
    Arrays.sort(entries, 0, count, (a, b) -> Arrays.compareUnsigned(a.name, b.name));
    int features = 0;
    for (int i = 0; i < count; i++) {
      int size = entrySize(entries[i]);
      features += 1 + ByteSink.varintSize(size) + size;
    }
    out.clear();
    if (count > 0) {
      out.writeByte(FIELD_1);
      out.writeVarint(features);
    }
    for (int i = 0; i < count; i++) {
      Entry entry = entries[i];
      if (i > 0 && Arrays.equals(entry.name, entries[i - 1].name)) {
        throw new IllegalStateException(
            "feature '" + new String(entry.name, StandardCharsets.UTF_8) + "' was put twice");
      }
      out.writeByte(FIELD_1);
      out.writeVarint(entrySize(entry));
      out.writeByte(FIELD_1);
      out.writeVarint(entry.name.length);
      out.write(entry.name, 0, entry.name.length);
      out.writeByte(FIELD_2);
      out.writeVarint(entry.end - entry.start);
      out.write(values.array(), entry.start, entry.end - entry.start);
    }
    return Arrays.copyOf(out.array(), out.size());
  }

  private static int entrySize(Entry entry) {
    int name = entry.name.length;
    int value = entry.end - entry.start;
    return 1 + ByteSink.varintSize(name) + name + 1 + ByteSink.varintSize(value) + value;
  }

  private Entry begin(String name) {
    if (count == entries.length) {
      entries = Arrays.copyOf(entries, 2 * count);
    }
    if (entries[count] == null) {
      entries[count] = new Entry();
    }
    Entry entry = entries[count++];
    entry.name = names.computeIfAbsent(name, n -> n.getBytes(StandardCharsets.UTF_8));
    entry.start = values.size();
    return entry;
  }

  private void beginPacked(int listTag, int packedBytes) {
    values.writeByte(listTag);
    if (packedBytes == 0) {
      values.writeVarint(0);
      return;
    }
    values.writeVarint(1 + ByteSink.varintSize(packedBytes) + packedBytes);
    values.writeByte(FIELD_1);
    values.writeVarint(packedBytes);
  }

  private void writeBytes(byte[] source, int offset, int length) {
    values.writeByte(FIELD_1);
    values.writeVarint(length);
    values.write(source, offset, length);
  }
}
