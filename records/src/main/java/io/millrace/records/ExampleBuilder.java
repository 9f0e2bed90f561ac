package io.millrace.records;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Builds serialized tf.Examples, reusing its memory: {@link #reset()}, put the features in any
 * order, {@link #toByteArray()}. Equal features give equal bytes, those of protobuf's deterministic
 * serialization in C++: features sorted by the bytes of their names, lists packed. (Python's
 * runtime upb sorts a name behind those that start with it; where TFX's splits are asked for, the
 * digest is taken in that order.)
 *
 * <p>Putting a name again replaces its value. A builder belongs to one thread and keeps no array
 * that it was given.
 */
public final class ExampleBuilder {
  private static final int INITIAL_BYTES = 4096;
  private static final int INITIAL_FEATURES = 16;
  private static final int MAX_KEPT_NAMES = 10_000;
  private static final int LENGTH_DELIMITED_1 = 0x0a;
  private static final int LENGTH_DELIMITED_2 = 0x12;
  private static final int LENGTH_DELIMITED_3 = 0x1a;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final Map<String, byte[]> encodedNames = new HashMap<>();
  private byte[] bytes = new byte[INITIAL_BYTES];
  private int end;
  private byte[][] names = new byte[INITIAL_FEATURES][];
  private int[] starts = new int[INITIAL_FEATURES];
  private int[] lengths = new int[INITIAL_FEATURES];
  private int count;

  /** Removes all features. */
  public ExampleBuilder reset() {
    count = 0;
    end = 0;
    return this;
  }

  /** Puts a feature without any list, TFX's mark of a missing value. */
  public ExampleBuilder putNone(String name) {
    return finish(name, end);
  }

  /** Puts a list of one byte string. */
  public ExampleBuilder putBytes(String name, byte[] value) {
    return putBytes(name, value, 0, value.length);
  }

  /** Puts a list of one byte string, a part of an array. */
  public ExampleBuilder putBytes(String name, byte[] value, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, value.length);
    int start = end;
    startList(LENGTH_DELIMITED_1, 1L + varintSize(length) + length);
    appendBytesValue(value, offset, length);
    return finish(name, start);
  }

  /** Puts a list of byte strings; an empty one is a list that is set and empty. */
  public ExampleBuilder putBytesList(String name, List<byte[]> values) {
    long size = 0;
    for (byte[] value : values) {
      size += 1L + varintSize(value.length) + value.length;
    }
    int start = end;
    startList(LENGTH_DELIMITED_1, size);
    for (byte[] value : values) {
      appendBytesValue(value, 0, value.length);
    }
    return finish(name, start);
  }

  /** Puts a list of floats; none gives a list that is set and empty. */
  public ExampleBuilder putFloats(String name, float... values) {
    return putFloats(name, values, 0, values.length);
  }

  /** Puts a list of floats, a part of an array. */
  public ExampleBuilder putFloats(String name, float[] values, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, values.length);
    int start = end;
    long size = 4L * length;
    startPacked(LENGTH_DELIMITED_2, size);
    for (int i = offset; i < offset + length; i++) {
      Framing.putInt(bytes, end, Float.floatToRawIntBits(values[i]));
      end += 4;
    }
    return finish(name, start);
  }

  /** Puts a list of integers; none gives a list that is set and empty. */
  public ExampleBuilder putLongs(String name, long... values) {
    return putLongs(name, values, 0, values.length);
  }

  /** Puts a list of integers, a part of an array. */
  public ExampleBuilder putLongs(String name, long[] values, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, values.length);
    long size = 0;
    for (int i = offset; i < offset + length; i++) {
      size += varintSize(values[i]);
    }
    int start = end;
    startPacked(LENGTH_DELIMITED_3, size);
    for (int i = offset; i < offset + length; i++) {
      appendVarint(values[i]);
    }
    return finish(name, start);
  }

  /**
   * Puts a FeatureList, which holds one feature a step, where an example has a feature.
   *
   * @param scratch a builder of its own
   * @param put puts a step's values into that
   */
  <T> ExampleBuilder putSteps(
      String name, List<? extends T> steps, ExampleBuilder scratch, BiConsumer<String, T> put) {
    Iterator<? extends T> left = steps.iterator();
    return putSteps(
        name,
        scratch,
        () -> {
          if (!left.hasNext()) {
            return false;
          }
          put.accept(name, left.next());
          return true;
        });
  }

  /**
   * Puts a FeatureList.
   *
   * @param scratch a builder of its own
   * @param next puts the next step into that, by any name; false if there is none
   */
  ExampleBuilder putSteps(String name, ExampleBuilder scratch, BooleanSupplier next) {
    int start = end;
    scratch.reset();
    while (next.getAsBoolean()) {
      int length = scratch.lengths[0];
      reserve(delimitedSize(length));
      append(LENGTH_DELIMITED_1);
      appendVarint(length);
      System.arraycopy(scratch.bytes, scratch.starts[0], bytes, end, length);
      end += length;
      scratch.reset();
    }
    return finish(name, start);
  }

  /** The features put since the last reset. */
  public int featureCount() {
    return count;
  }

  /** The serialized example; empty if there are no features. */
  public byte[] toByteArray() {
    if (count == 0) {
      return new byte[0];
    }
    long features = 0;
    for (int i = 0; i < count; i++) {
      features += delimitedSize(entrySize(i));
    }
    long total = delimitedSize(features);
    byte[] out = new byte[checkedSize(total)];
    int at = putTag(out, 0, LENGTH_DELIMITED_1, features);
    for (int i = 0; i < count; i++) {
      at = putTag(out, at, LENGTH_DELIMITED_1, entrySize(i));
      at = putTag(out, at, LENGTH_DELIMITED_1, names[i].length);
      System.arraycopy(names[i], 0, out, at, names[i].length);
      at = putTag(out, at + names[i].length, LENGTH_DELIMITED_2, lengths[i]);
      System.arraycopy(bytes, starts[i], out, at, lengths[i]);
      at += lengths[i];
    }
    return out;
  }

  private long entrySize(int i) {
    return delimitedSize(names[i].length) + delimitedSize(lengths[i]);
  }

  private static long delimitedSize(long length) {
    return 1 + varintSize(length) + length;
  }

  private static int putTag(byte[] out, int at, int tag, long length) {
    out[at] = (byte) tag;
    return putVarint(out, at + 1, length);
  }

  private void startPacked(int kindTag, long size) {
    if (size == 0) {
      startList(kindTag, 0);
      return;
    }
    startList(kindTag, delimitedSize(size));
    append(LENGTH_DELIMITED_1);
    appendVarint(size);
  }

  /** Starts the list and makes room for all of it. */
  private void startList(int kindTag, long size) {
    reserve(delimitedSize(size));
    append(kindTag);
    appendVarint(size);
  }

  private void appendBytesValue(byte[] value, int offset, int length) {
    append(LENGTH_DELIMITED_1);
    appendVarint(length);
    System.arraycopy(value, offset, bytes, end, length);
    end += length;
  }

  private void append(int value) {
    bytes[end++] = (byte) value;
  }

  private void appendVarint(long value) {
    end = putVarint(bytes, end, value);
  }

  private static int putVarint(byte[] out, int at, long value) {
    int position = at;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out[position++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[position++] = (byte) rest;
    return position;
  }

  private static int varintSize(long value) {
    // 7 bits a byte; zero needs one byte, too.
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  private void reserve(long size) {
    long needed = end + size;
    if (needed > bytes.length) {
      int larger = (int) Math.min(LARGEST_ARRAY, Math.max(checkedSize(needed), 2L * bytes.length));
      bytes = Arrays.copyOf(bytes, larger);
    }
  }

  private static int checkedSize(long size) {
    if (size > LARGEST_ARRAY) {
      throw new IllegalStateException(
          "an example of %,d bytes (expected: at most %,d)".formatted(size, LARGEST_ARRAY));
    }
    return (int) size;
  }

  private ExampleBuilder finish(String name, int start) {
    byte[] utf8 = encode(name);
    int at = insertionPoint(utf8);
    if (at < 0) {
      at = -at - 1;
      makeRoom(at);
      names[at] = utf8;
    }
    starts[at] = start;
    lengths[at] = end - start;
    return this;
  }

  /** As {@link Arrays#binarySearch}; features that come in order take one comparison. */
  private int insertionPoint(byte[] name) {
    int low = 0;
    int high = count - 1;
    if (count > 0 && Arrays.compareUnsigned(names[high], name) < 0) {
      return -count - 1;
    }
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Arrays.compareUnsigned(names[middle], name);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  private void makeRoom(int at) {
    if (count == names.length) {
      names = Arrays.copyOf(names, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
    }
    System.arraycopy(names, at, names, at + 1, count - at);
    System.arraycopy(starts, at, starts, at + 1, count - at);
    System.arraycopy(lengths, at, lengths, at + 1, count - at);
    count++;
  }

  private byte[] encode(String name) {
    byte[] utf8 = encodedNames.get(name);
    if (utf8 == null) {
      try {
        ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
        utf8 = Arrays.copyOf(encoded.array(), encoded.limit());
      } catch (CharacterCodingException e) {
        throw new IllegalArgumentException(
            "feature name '" + name + "' has half a surrogate pair (expected: Unicode text)", e);
      }
      if (encodedNames.size() >= MAX_KEPT_NAMES) {
        encodedNames.clear();
      }
      encodedNames.put(name, utf8);
    }
    return utf8;
  }
}
