package io.millrace.transforms.statistics.slice;

import io.millrace.transforms.statistics.sketch.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers keys in the order of their first sight, without objects for those known. */
final class SliceKeys {
  private final List<byte[]> keys = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private long[] hashes = new long[16];
  private int[] slots = new int[16];

  /** The number of a key, a new one if it is new. */
  int idOf(byte[] utf8, int length) {
    long hash = Hashes.hash(utf8, 0, length);
    int slot = slotOf(utf8, length, hash);
    if (slots[slot] == 0) {
      keys.add(Arrays.copyOf(utf8, length));
      texts.add(new String(utf8, 0, length, StandardCharsets.UTF_8));
      slots[slot] = keys.size();
      hashes[slot] = hash;
      if (2 * keys.size() > slots.length) {
        grow();
      }
      return keys.size() - 1;
    }
    return slots[slot] - 1;
  }

  String text(int id) {
    return texts.get(id);
  }

  private int slotOf(byte[] utf8, int length, long hash) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0
        && !(hashes[slot] == hash
            && Arrays.equals(
                keys.get(slots[slot] - 1), 0, keys.get(slots[slot] - 1).length, utf8, 0, length))) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    hashes = new long[slots.length];
    for (int id = 0; id < keys.size(); id++) {
      byte[] bytes = keys.get(id);
      long hash = Hashes.hash(bytes, 0, bytes.length);
      int slot = slotOf(bytes, bytes.length, hash);
      slots[slot] = id + 1;
      hashes[slot] = hash;
    }
  }
}
