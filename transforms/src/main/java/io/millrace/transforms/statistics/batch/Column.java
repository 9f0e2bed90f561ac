package io.millrace.transforms.statistics.batch;

import io.millrace.artifacts.MillraceException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The values of one feature in a batch. Level 0 holds the lists of values of the rows (for the
 * field of a struct: of the struct's elements), level 1 the lists within those, and so on; the
 * elements of the innermost level are the values. Numbers and bytes lie flat, one behind the other.
 * A column whose feature has never been seen with a type has no {@link #kind()}, and no lists.
 *
 * <p>Owned by its batch, which overwrites it; readers must not change or keep the arrays.
 */
public final class Column {
  private static final int FIRST_VALUES = 16;

  private final FeaturePath path;
  private ValueKind kind;
  private Place firstPlace;
  private final ListLevel[] levels;
  private int[] innermost = new int[0];
  private long[] longs = new long[0];
  private double[] doubles = new double[0];
  private byte[] bytes = new byte[0];
  private int[] byteEnds = new int[0];
  private int values;
  private final Map<Object, Object> derived = new HashMap<>(2);

  Column(FeaturePath path, int depth) {
    this.path = path;
    levels = new ListLevel[depth];
    Arrays.setAll(levels, i -> new ListLevel());
  }

  /** The feature. */
  public FeaturePath path() {
    return path;
  }

  /** The type; null while no row had any. */
  public ValueKind kind() {
    return kind;
  }

  /** Where the type was seen first; null while there is none. */
  public Place firstPlace() {
    return firstPlace;
  }

  /** How deep lists are nested, at least 1. */
  public int levels() {
    return levels.length;
  }

  /** The lists of a nest level, 0 being the outermost. */
  public ListLevel level(int level) {
    return levels[level];
  }

  /** The lists that hold the values. */
  public ListLevel innermost() {
    return levels[levels.length - 1];
  }

  /** The values in list {@code i} of level 0, over all levels below it. */
  public int valuesOf(int i) {
    return levels.length == 1 ? levels[0].length(i) : innermost[i];
  }

  /** The number of values. */
  public int values() {
    return values;
  }

  /** The integers, as far as {@link #values()}; of kind INT only. */
  public long[] longs() {
    return longs;
  }

  /** The numbers, as far as {@link #values()}; of kind FLOAT only. */
  public double[] doubles() {
    return doubles;
  }

  /** The bytes of all values; of kind BYTES only. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the bytes of value {@code i} start in {@link #bytes()}. */
  public int bytesStart(int i) {
    return i == 0 ? 0 : byteEnds[i - 1];
  }

  /** Where the bytes of value {@code i} end. */
  public int bytesEnd(int i) {
    return byteEnds[i];
  }

  /**
   * What a reader computes of the values, once for all readers of the batch: for all examples and
   * for each slice, for example. Forgotten when the batch is overwritten.
   *
   * @param key tells it from what others compute of the column
   */
  @SuppressWarnings("unchecked")
  public <T> T derived(Object key, Supplier<T> computation) {
    return (T) derived.computeIfAbsent(key, k -> computation.get());
  }

  /** Forgets the values, and keeps the type. */
  void clear() {
    derived.clear();
    for (ListLevel level : levels) {
      level.clear();
    }
    values = 0;
  }

  /**
   * Says what comes next, in the row that the batch is at.
   *
   * @throws MillraceException (data) if the feature had another type before
   */
  void expect(ValueKind found, ExampleBatch batch) {
    if (kind != found) {
      Place place = batch.place(batch.rows());
      if (kind != null) {
        throw mixed(path, kind, levels.length, firstPlace, found, levels.length, place);
      }
      kind = found;
      firstPlace = place;
    }
  }

  /** Says that a feature comes with two types or depths. */
  public static MillraceException mixed(
      FeaturePath path,
      ValueKind kind,
      int depth,
      Place firstPlace,
      ValueKind found,
      int foundDepth,
      Place place) {
    return MillraceException.data(
        String.format(
            "%s: feature '%s': found %s (expected: %s, as in %s); a feature has one type in all"
                + " records, mend the source and run ExampleGen again",
            place, path, described(found, foundDepth), described(kind, depth), firstPlace));
  }

  private static String described(ValueKind kind, int depth) {
    return kind.listName() + " values" + (depth == 1 ? "" : " in lists " + depth + " deep");
  }

  /** Adds a list to a level; the lists and values in it follow. */
  void addList(int level, int row, int length) {
    levels[level].add(row, length);
  }

  /** Says how many values the last list of level 0 holds, in a column of several levels. */
  void countInnermost(int count) {
    int lists = levels[0].count();
    if (lists > innermost.length) {
      innermost = Arrays.copyOf(innermost, Math.max(FIRST_VALUES, 2 * lists));
    }
    innermost[lists - 1] = count;
  }

  /** Makes room for integers behind the others; the caller writes them there. */
  long[] roomForLongs(int count) {
    if (longs.length - values < count) {
      longs = Arrays.copyOf(longs, capacity(count));
    }
    return longs;
  }

  /** Makes room for numbers behind the others; the caller writes them there. */
  double[] roomForDoubles(int count) {
    if (doubles.length - values < count) {
      doubles = Arrays.copyOf(doubles, capacity(count));
    }
    return doubles;
  }

  /** Says how many numbers were written. */
  void advance(int count) {
    values += count;
  }

  void addBytes(byte[] buffer, int offset, int length) {
    if (values == byteEnds.length) {
      byteEnds = Arrays.copyOf(byteEnds, Math.max(FIRST_VALUES, 2 * values));
    }
    int start = bytesStart(values);
    if (bytes.length - start < length) {
      bytes =
          Arrays.copyOf(
              bytes,
              (int)
                  Math.min(
                      Integer.MAX_VALUE - 16, Math.max((long) start + length, 2L * bytes.length)));
    }
    System.arraycopy(buffer, offset, bytes, start, length);
    byteEnds[values++] = start + length;
  }

  private int capacity(int more) {
    return Math.max(FIRST_VALUES, Math.max(values + more, 2 * values));
  }
}
