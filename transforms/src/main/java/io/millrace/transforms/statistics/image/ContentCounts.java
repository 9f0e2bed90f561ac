package io.millrace.transforms.statistics.image;

import io.millrace.transforms.statistics.batch.Place;
import io.millrace.transforms.statistics.sketch.BadStateException;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each content comes, and where first by file and record. Exact while at most {@value
 * #LIMIT} are distinct. Beyond, those are kept whose hash begins with {@code level} zero bits, with
 * exact counts; the level is the lowest at which they are at most that many (distinct sampling:
 * Gibbons 2001). It and what is kept depend only on the multiset of contents, not on its order or
 * division. With {@code p = 2^-level}, sums over what is kept, divided by p, estimate those over
 * all contents without bias; the standard error of a sum of {@code f} is {@code sqrt((1 - p) sum of
 * f^2) / p}: 0.6% at most for the number of distinct contents.
 *
 * <p>Memory: 80 bytes a content, 10 MiB at most while it grows, and the names of the files. Not
 * thread-safe.
 */
final class ContentCounts {
  /** Up to so many distinct contents all is exact. */
  static final int LIMIT = 1 << 16;

  private static final int FIRST_SLOTS = 16;

  private final int limit;
  private long[] highs = new long[FIRST_SLOTS];
  private long[] lows = new long[FIRST_SLOTS];
  private long[] counts = new long[FIRST_SLOTS];
  private long[] positions = new long[FIRST_SLOTS];
  private int[] files = new int[FIRST_SLOTS];
  // Files, as their places 0.
  private List<Place> sources = new ArrayList<>();
  private Map<Place, Integer> indexes = new HashMap<>();
  private int size;
  private int level;

  /** What is kept of one content. */
  record Entry(Digest content, long count, Place first) {}

  ContentCounts() {
    this(LIMIT);
  }

  /** Only tests want another limit. */
  ContentCounts(int limit) {
    this.limit = limit;
  }

  private static Place start(Place place) {
    return new Place(place.file(), place.unit(), 0);
  }

  void add(Digest content, Place place) {
    add(content.high(), content.low(), 1, start(place), place.position());
  }

  void merge(ContentCounts other) {
    raise(other.level);
    for (int i = 0; i < other.counts.length; i++) {
      if (other.counts[i] > 0) {
        Place source = other.sources.get(other.files[i]);
        add(other.highs[i], other.lows[i], other.counts[i], source, other.positions[i]);
      }
    }
  }

  boolean isExact() {
    return level == 0;
  }

  /** By what sums over the entries are to be multiplied. */
  double scale() {
    return Math.scalb(1.0, level);
  }

  /** The standard error of a sum over all contents that is estimated by one over the entries. */
  double standardError(double sumOfSquares) {
    return Math.sqrt((1 - 1 / scale()) * sumOfSquares) * scale();
  }

  /** What is kept, in the order of the contents. */
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>(size);
    for (int slot : ordered()) {
      Place source = sources.get(files[slot]);
      Place first = new Place(source.file(), source.unit(), positions[slot]);
      entries.add(new Entry(new Digest(highs[slot], lows[slot]), counts[slot], first));
    }
    return entries;
  }

  void write(StateOutput out) {
    int[] slots = ordered();
    Map<Integer, Integer> written = new HashMap<>();
    List<Place> used = new ArrayList<>();
    for (int slot : slots) {
      if (written.putIfAbsent(files[slot], used.size()) == null) {
        used.add(sources.get(files[slot]));
      }
    }
    out.writeVarint(level);
    out.writeVarint(used.size());
    used.forEach(source -> Places.write(source, out));
    out.writeVarint(size);
    for (int slot : slots) {
      out.writeLong(highs[slot]);
      out.writeLong(lows[slot]);
      out.writeVarint(counts[slot]);
      out.writeVarint(written.get(files[slot]));
      out.writeVarint(positions[slot]);
    }
  }

  static ContentCounts read(StateInput in) {
    ContentCounts contents = new ContentCounts();
    long level = in.readVarint();
    if (level < 0 || level >= Long.SIZE) {
      throw new BadStateException(in.position(), "a level of " + level);
    }
    contents.level = (int) level;
    int nameCount = in.readCount(3);
    List<Place> used = new ArrayList<>();
    for (int i = 0; i < nameCount; i++) {
      used.add(Places.read(in));
    }
    int count = in.readCount(2 * Long.BYTES + 3);
    for (int i = 0; i < count; i++) {
      long high = in.readLong();
      long low = in.readLong();
      long times = in.readVarint();
      long file = in.readVarint();
      if (times <= 0 || file < 0 || file >= nameCount) {
        throw new BadStateException(in.position(), "a count of " + times + " in file " + file);
      }
      contents.add(high, low, times, used.get((int) file), in.readVarint());
    }
    return contents;
  }

  private void add(long high, long low, long count, Place source, long position) {
    if (Long.numberOfLeadingZeros(hash(high, low)) < level) {
      return;
    }
    int slot = slotOf(high, low);
    if (counts[slot] > 0) {
      counts[slot] += count;
      int order = source.compareTo(sources.get(files[slot]));
      if (order < 0 || (order == 0 && position < positions[slot])) {
        put(slot, source, position);
      }
      return;
    }
    highs[slot] = high;
    lows[slot] = low;
    counts[slot] = count;
    put(slot, source, position);
    if (++size > limit) {
      raise(level + 1);
    } else if (size * 2 > counts.length) {
      rebuild(counts.length * 2);
    }
  }

  private void put(int slot, Place source, long position) {
    files[slot] =
        indexes.computeIfAbsent(
            source,
            s -> {
              sources.add(s);
              return sources.size() - 1;
            });
    positions[slot] = position;
  }

  private void raise(int newLevel) {
    if (newLevel > level) {
      level = newLevel;
      rebuild(counts.length);
    }
    while (size > limit) {
      level++;
      rebuild(counts.length);
    }
  }

  /** Puts those that the level keeps into new slots; the names of files that none is in go. */
  private void rebuild(int slots) {
    long[] oldHighs = highs;
    long[] oldLows = lows;
    long[] oldCounts = counts;
    long[] oldPositions = positions;
    int[] oldFiles = files;
    List<Place> oldSources = sources;
    highs = new long[slots];
    lows = new long[slots];
    counts = new long[slots];
    positions = new long[slots];
    files = new int[slots];
    sources = new ArrayList<>();
    indexes = new HashMap<>();
    size = 0;
    for (int i = 0; i < oldCounts.length; i++) {
      if (oldCounts[i] > 0 && Long.numberOfLeadingZeros(hash(oldHighs[i], oldLows[i])) >= level) {
        int slot = slotOf(oldHighs[i], oldLows[i]);
        highs[slot] = oldHighs[i];
        lows[slot] = oldLows[i];
        counts[slot] = oldCounts[i];
        put(slot, oldSources.get(oldFiles[i]), oldPositions[i]);
        size++;
      }
    }
  }

  private int slotOf(long high, long low) {
    int mask = counts.length - 1;
    int slot = (int) hash(high, low) & mask;
    while (counts[slot] > 0 && (highs[slot] != high || lows[slot] != low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** The upper bits choose what is kept, the lower ones the slot. */
  private static long hash(long high, long low) {
    return new Digest(high, low).hash(0);
  }

  private int[] ordered() {
    Integer[] slots = new Integer[size];
    int n = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        slots[n++] = i;
      }
    }
    Comparator<Integer> byContent = (a, b) -> Long.compareUnsigned(highs[a], highs[b]);
    Arrays.sort(slots, byContent.thenComparing((a, b) -> Long.compareUnsigned(lows[a], lows[b])));
    return Arrays.stream(slots).mapToInt(Integer::intValue).toArray();
  }
}
