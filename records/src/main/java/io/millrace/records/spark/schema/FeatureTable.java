package io.millrace.records.spark.schema;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The features that a task has seen, by the bytes of their names. The features of a record are
 * first claimed and filled, then all taken together: a record that turns out malformed, or not to
 * be canonical, leaves nothing behind.
 */
final class FeatureTable {
  /** One feature; its open part is that of the current record. */
  static final class Slot {
    private final byte[] name;

    /** The feature that came behind this one the last time. */
    private Slot next;

    private long claimedBy;

    /** Of its last entry with one run of values: all bytes before these. */
    private byte[] head = new byte[0];

    private int headLength;
    private int entryLength;
    private int field;

    private int openKinds;
    private int openMin;
    private int openMax;
    private boolean openInvalid;

    private int kinds;
    private Place firstBytes;
    private Place firstFloat;
    private Place firstInt64;
    private int minValues = Integer.MAX_VALUE;
    private int maxValues = -1;
    private boolean utf8 = true;
    private long setIn;

    Slot(byte[] name) {
      this.name = name;
    }

    /** Remembers an entry whose values are one byte string, or one run of packed numbers. */
    void remember(byte[] bytes, int entry, int values, int end, int valuesField) {
      headLength = values - entry;
      entryLength = end - entry;
      field = valuesField;
      if (headLength > head.length) {
        head = new byte[2 * headLength];
      }
      System.arraycopy(bytes, entry, head, 0, headLength);
    }

    /** Whether an entry differs from the remembered one in its values alone. */
    boolean hasSameHead(byte[] bytes, int entry, int end) {
      return headLength >= Long.BYTES
          && entryLength <= end - entry
          && equalWords(head, headLength, bytes, entry);
    }

    int headLength() {
      return headLength;
    }

    int entryLength() {
      return entryLength;
    }

    /** The number of the values' field in tf.train.Feature. */
    int field() {
      return field;
    }

    /** A feature or step without a list. */
    void addUnset() {
      openKinds |= FeatureTally.UNSET;
    }

    /** A feature list without a step. */
    void addNoSteps() {
      openKinds |= FeatureTally.NO_STEPS;
    }

    /** A feature or step with a list: the number of its field in tf.train.Feature, its length. */
    void add(int field, int values) {
      openKinds |= 1 << field;
      openMin = Math.min(openMin, values);
      openMax = Math.max(openMax, values);
    }

    /** Whether it still matters if a byte string is UTF-8. */
    boolean needsUtf8() {
      return utf8 && !openInvalid;
    }

    void addBytes(byte[] bytes, int offset, int length) {
      if (needsUtf8() && !Utf8.isValid(bytes, offset, length)) {
        openInvalid = true;
      }
    }

    private void take(String file, long byteOffset) {
      int added = openKinds & ~kinds;
      if (added != 0) {
        Place place = new Place(file, byteOffset);
        kinds |= added;
        firstBytes = (added & FeatureTally.BYTES) == 0 ? firstBytes : place;
        firstFloat = (added & FeatureTally.FLOAT) == 0 ? firstFloat : place;
        firstInt64 = (added & FeatureTally.INT64) == 0 ? firstInt64 : place;
      }
      minValues = Math.min(minValues, openMin);
      maxValues = Math.max(maxValues, openMax);
      utf8 &= !openInvalid;
      setIn += (openKinds & FeatureTally.VALUES) == 0 ? 0 : 1;
    }

    private FeatureTally tally() {
      return new FeatureTally(
          kinds, firstBytes, firstFloat, firstInt64, minValues, maxValues, utf8, setIn);
    }
  }

  private static final int INITIAL_SLOTS = 64;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final Slot start = new Slot(new byte[0]);
  private Slot last = start;
  private long record;
  private Slot[] claimed = new Slot[INITIAL_SLOTS];
  private int claims;

  /** Open addressing by name, at most half full. */
  private Slot[] slots = new Slot[INITIAL_SLOTS];

  private int size;

  /** Forgets what the current record has claimed and goes on to another. */
  void begin() {
    record++;
    claims = 0;
    last = start;
  }

  /**
   * The feature of this name for the current record. Mostly it is the one that came at this place
   * the last time, so that nothing but the name is compared.
   *
   * @return null if the record has it already, or if the name is no UTF-8
   */
  Slot claim(byte[] bytes, int offset, int length) {
    Slot slot = last.next;
    if (slot == null || !isNamed(slot, bytes, offset, length)) {
      slot = find(bytes, offset, length);
      if (slot == null) {
        return null;
      }
      last.next = slot;
    }
    return claim(slot) ? slot : null;
  }

  /** The feature that came at this place the last time; null if there was none. */
  Slot expected() {
    return last.next;
  }

  /** As {@link #claim(byte[], int, int)}, of a feature that is known; false if it came before. */
  boolean claim(Slot slot) {
    if (slot.claimedBy == record) {
      return false;
    }
    slot.claimedBy = record;
    slot.openKinds = 0;
    slot.openMin = Integer.MAX_VALUE;
    slot.openMax = -1;
    slot.openInvalid = false;
    if (claims == claimed.length) {
      claimed = Arrays.copyOf(claimed, 2 * claims);
    }
    claimed[claims++] = slot;
    last = slot;
    return true;
  }

  private static boolean isNamed(Slot slot, byte[] bytes, int offset, int length) {
    byte[] name = slot.name;
    if (name.length != length) {
      return false;
    }
    return length < Long.BYTES
        ? Arrays.equals(name, 0, length, bytes, offset, offset + length)
        : equalWords(name, length, bytes, offset);
  }

  /** Compares by words, the last one overlapping the one before: both are short. */
  private static boolean equalWords(byte[] one, int length, byte[] bytes, int offset) {
    int last = length - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      if ((long) LONG.get(one, i) != (long) LONG.get(bytes, offset + i)) {
        return false;
      }
    }
    return (long) LONG.get(one, last) == (long) LONG.get(bytes, offset + last);
  }

  private Slot find(byte[] bytes, int offset, int length) {
    int at = index(slots, bytes, offset, length);
    if (slots[at] == null) {
      if (!Utf8.isValid(bytes, offset, length)) {
        return null;
      }
      if (2 * ++size > slots.length) {
        grow();
        at = index(slots, bytes, offset, length);
      }
      slots[at] = new Slot(Arrays.copyOfRange(bytes, offset, offset + length));
    }
    return slots[at];
  }

  private void grow() {
    Slot[] larger = new Slot[2 * slots.length];
    for (Slot slot : slots) {
      if (slot != null) {
        larger[index(larger, slot.name, 0, slot.name.length)] = slot;
      }
    }
    slots = larger;
  }

  private static int index(Slot[] slots, byte[] bytes, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    int mask = slots.length - 1;
    int at = (hash ^ hash >>> 15) & mask;
    while (slots[at] != null && !isNamed(slots[at], bytes, offset, length)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  /** Takes the current record as a whole. */
  void take(String file, long byteOffset) {
    for (int i = 0; i < claims; i++) {
      claimed[i].take(file, byteOffset);
    }
  }

  SortedMap<String, FeatureTally> tallies() {
    SortedMap<String, FeatureTally> tallies = new TreeMap<>();
    for (Slot slot : slots) {
      // Without kinds: a name of malformed records only.
      if (slot != null && slot.kinds != 0) {
        tallies.put(new String(slot.name, StandardCharsets.UTF_8), slot.tally());
      }
    }
    return tallies;
  }
}
