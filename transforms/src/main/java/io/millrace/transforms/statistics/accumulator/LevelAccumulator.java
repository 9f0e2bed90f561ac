package io.millrace.transforms.statistics.accumulator;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ListLevel;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.sketch.NumberDistribution;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;

/**
 * Presence and valency: the lists of one nest level of a feature. Of the outermost level of a
 * nested feature, the values in each list over all levels below are counted too. Not thread-safe.
 */
public final class LevelAccumulator {
  private static final int SHORT = 16;

  private final NumberDistribution lengths = new NumberDistribution(true, false);
  private NumberDistribution innermost;
  private final int[] shortLengths = new int[SHORT];
  private long present;
  private long elements;
  private double weightedPresent;
  private double weightedElements;
  private int minLength = Integer.MAX_VALUE;
  private int maxLength;

  LevelAccumulator() {}

  void add(ListLevel level, Rows rows, double[] weights) {
    if (rows.areAll()) {
      for (int i = 0; i < level.count(); i++) {
        addList(level, i, weights);
      }
    } else {
      for (int r = 0; r < rows.size(); r++) {
        int end = level.first(rows.get(r) + 1);
        for (int i = level.first(rows.get(r)); i < end; i++) {
          addList(level, i, weights);
        }
      }
    }
    for (int length = 0; length < SHORT; length++) {
      lengths.addLong(length, shortLengths[length], 0);
      shortLengths[length] = 0;
    }
  }

  /** Counts the values below each list of the outermost level. */
  void addInnermost(Column column, Rows rows) {
    if (innermost == null) {
      innermost = new NumberDistribution(true, false);
    }
    ListLevel level = column.level(0);
    for (int i = 0; rows.areAll() && i < level.count(); i++) {
      innermost.addLong(column.valuesOf(i));
    }
    for (int r = 0; !rows.areAll() && r < rows.size(); r++) {
      int end = level.first(rows.get(r) + 1);
      for (int i = level.first(rows.get(r)); i < end; i++) {
        innermost.addLong(column.valuesOf(i));
      }
    }
  }

  private void addList(ListLevel level, int i, double[] weights) {
    int length = level.length(i);
    present++;
    elements += length;
    minLength = Math.min(minLength, length);
    maxLength = Math.max(maxLength, length);
    if (length < SHORT) {
      shortLengths[length]++;
    } else {
      lengths.addLong(length);
    }
    if (weights != null) {
      double weight = weights[level.row(i)];
      weightedPresent += weight;
      weightedElements += weight * length;
    }
  }

  void merge(LevelAccumulator other) {
    lengths.merge(other.lengths);
    if (other.innermost != null) {
      if (innermost == null) {
        innermost = new NumberDistribution(true, false);
      }
      innermost.merge(other.innermost);
    }
    present += other.present;
    elements += other.elements;
    weightedPresent += other.weightedPresent;
    weightedElements += other.weightedElements;
    minLength = Math.min(minLength, other.minLength);
    maxLength = Math.max(maxLength, other.maxLength);
  }

  void write(StateOutput out) {
    lengths.write(out);
    out.writeBoolean(innermost != null);
    if (innermost != null) {
      innermost.write(out);
    }
    out.writeVarint(present);
    out.writeVarint(elements);
    out.writeDouble(weightedPresent);
    out.writeDouble(weightedElements);
    out.writeVarint(minLength);
    out.writeVarint(maxLength);
  }

  static LevelAccumulator read(StateInput in) {
    LevelAccumulator level = new LevelAccumulator();
    level.lengths.merge(NumberDistribution.read(in));
    if (in.readBoolean()) {
      level.innermost = NumberDistribution.read(in);
    }
    level.present = in.readVarint();
    level.elements = in.readVarint();
    level.weightedPresent = in.readDouble();
    level.weightedElements = in.readDouble();
    level.minLength = (int) in.readVarint();
    level.maxLength = (int) in.readVarint();
    return level;
  }

  /** The lengths of the lists. */
  public NumberDistribution lengths() {
    return lengths;
  }

  /** The values below each list over all levels; null but for the outermost of several levels. */
  public NumberDistribution innermost() {
    return innermost;
  }

  /** Lists that are there, empty ones too. */
  public long present() {
    return present;
  }

  /** What the lists hold in all. */
  public long elements() {
    return elements;
  }

  /** The weights of the examples of the lists that are there; 0 without weights. */
  public double weightedPresent() {
    return weightedPresent;
  }

  /** The weights of what the lists hold; 0 without weights. */
  public double weightedElements() {
    return weightedElements;
  }

  /** The length of the shortest list; 0 if there is none. */
  public int minLength() {
    return present == 0 ? 0 : minLength;
  }

  /** The length of the longest list; 0 if there is none. */
  public int maxLength() {
    return maxLength;
  }
}
