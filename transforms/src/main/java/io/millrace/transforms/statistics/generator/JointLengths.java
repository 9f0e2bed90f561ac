package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.ListLevel;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.List;

/**
 * The outermost lists of features that belong together, such as the values of a sparse feature and
 * its indexes, or in a tf.SequenceExample their steps: in how many examples some but not all of
 * them are there, and how much longer or shorter each is than the first. Examples that have none of
 * them do not count; a list that is not there has length 0.
 */
final class JointLengths {
  private static final int ABSENT = -1;

  private final List<FeaturePath> paths;
  private final long[] missing;
  private final long[] least;
  private final long[] most;
  private long examples;

  /** Lists that are compared with the first of them. */
  JointLengths(List<FeaturePath> paths) {
    this.paths = paths;
    missing = new long[paths.size()];
    least = new long[paths.size()];
    most = new long[paths.size()];
  }

  void add(ExampleBatch batch, Rows rows) {
    Column[] columns = paths.stream().map(batch::column).toArray(Column[]::new);
    int count = rows.areAll() ? batch.rows() : rows.size();
    int[] lengths = new int[columns.length];
    for (int r = 0; r < count; r++) {
      int row = rows.areAll() ? r : rows.get(r);
      boolean any = false;
      for (int i = 0; i < columns.length; i++) {
        lengths[i] = length(columns[i], row);
        any |= lengths[i] != ABSENT;
      }
      if (any) {
        add(lengths);
      }
    }
  }

  private void add(int[] lengths) {
    for (int i = 0; i < lengths.length; i++) {
      missing[i] += lengths[i] == ABSENT ? 1 : 0;
      long difference = Math.max(0, lengths[i]) - Math.max(0, lengths[0]);
      least[i] = examples == 0 ? difference : Math.min(least[i], difference);
      most[i] = examples == 0 ? difference : Math.max(most[i], difference);
    }
    examples++;
  }

  private static int length(Column column, int row) {
    if (column == null) {
      return ABSENT;
    }
    ListLevel lists = column.level(0);
    int list = lists.first(row);
    return list < lists.first(row + 1) ? lists.length(list) : ABSENT;
  }

  void merge(JointLengths other) {
    for (int i = 0; other.examples > 0 && i < missing.length; i++) {
      missing[i] += other.missing[i];
      least[i] = examples == 0 ? other.least[i] : Math.min(least[i], other.least[i]);
      most[i] = examples == 0 ? other.most[i] : Math.max(most[i], other.most[i]);
    }
    examples += other.examples;
  }

  void write(StateOutput out) {
    out.writeVarint(examples);
    for (int i = 0; i < missing.length; i++) {
      out.writeVarint(missing[i]);
      out.writeSigned(least[i]);
      out.writeSigned(most[i]);
    }
  }

  void read(StateInput in) {
    examples = in.readVarint();
    for (int i = 0; i < missing.length; i++) {
      missing[i] = in.readVarint();
      least[i] = in.readSigned();
      most[i] = in.readSigned();
    }
  }

  /** Examples that have some of the lists, but not this one. */
  long missing(int list) {
    return missing[list];
  }

  /** The least length of this list less that of the first; 0 without examples. */
  long leastDifference(int list) {
    return least[list];
  }

  /** The greatest. */
  long mostDifference(int list) {
    return most[list];
  }
}
