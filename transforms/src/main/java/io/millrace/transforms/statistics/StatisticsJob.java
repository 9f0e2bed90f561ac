package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExampleInput;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.sketch.StateInput;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Reads all parts of all splits in one Spark job, a task for each, and merges what they counted on
 * the executors: {@value #MERGED_AT_ONCE} neighbours at a time, in rounds, until one part of each
 * split is left. Parts travel as bytes and are merged one after the other, so a task holds one
 * accumulator and the bytes of one part, and the driver one accumulator per split. What is merged,
 * and in which order, follows from the parts of the input alone: the result does not depend on the
 * number of executors.
 */
final class StatisticsJob {
  private static final int MERGED_AT_ONCE = 8;

  private final Progress.TaskCounter counter;
  private final ExampleReading reading;
  private final Optional<SqlSlices> sqlSlices;

  /**
   * A job.
   *
   * @param sqlSlices empty: there are slices by values at most
   */
  StatisticsJob(
      Progress.TaskCounter counter, ExampleReading reading, Optional<SqlSlices> sqlSlices) {
    this.counter = counter;
    this.reading = reading;
    this.sqlSlices = sqlSlices;
  }

  /** What a run of neighbours holds; {@code index} orders the parts of a split. */
  record PartKey(int split, int index) implements Serializable, Comparable<PartKey> {
    @Override
    public int compareTo(PartKey other) {
      int order = Integer.compare(split, other.split);
      return order != 0 ? order : Integer.compare(index, other.index);
    }
  }

  /**
   * Counts the records of each split.
   *
   * @return an accumulator for each split
   * @throws MillraceException as a task throws it; (data) if a split has another number of examples
   *     than the input says
   * @throws Exception what Spark throws if a task fails otherwise, with its causes
   */
  List<SplitAccumulator> run(ExampleInput input) throws Exception {
    int[] counts = new int[input.splits().size()];
    Arrays.setAll(counts, input::parts);
    List<SplitAccumulator> results = new ArrayList<>();
    long[] read = new long[counts.length];
    for (int split = 0; split < counts.length; split++) {
      results.add(new SplitAccumulator(reading.settings()));
    }
    for (Tuple2<PartKey, ExampleReading.Part> part : collect(input, counts)) {
      int split = part._1().split();
      results.get(split).mergeFrom(new StateInput(part._2().state()));
      read[split] += part._2().read();
    }
    for (int split = 0; split < counts.length; split++) {
      long expected = input.records(split);
      if (expected != ExampleFile.UNKNOWN && expected != read[split]) {
        throw MillraceException.data(
            "split '%s': found %,d records (expected: %,d, as its source says); write it again"
                .formatted(input.splits().get(split), read[split], expected));
      }
    }
    return results;
  }

  /** One part of each split that has any. */
  private List<Tuple2<PartKey, ExampleReading.Part>> collect(ExampleInput input, int[] counts)
      throws Exception {
    try {
      ExampleReading taskReading = reading;
      Groups all = new Groups(counts, 1);
      JavaPairRDD<PartKey, ExampleReading.Part> parts =
          JavaPairRDD.fromJavaRDD(
              counted(input)
                  .mapPartitionsWithIndex((index, found) -> all.keyed(index, found), true));
      int[] left = counts;
      while (Arrays.stream(left).max().orElse(0) > 1) {
        left = Arrays.stream(left).map(n -> (n + MERGED_AT_ONCE - 1) / MERGED_AT_ONCE).toArray();
        parts =
            parts
                .repartitionAndSortWithinPartitions(new Groups(left, MERGED_AT_ONCE))
                .mapPartitionsToPair(group -> merge(group, taskReading));
      }
      return parts.collect();
    } catch (Exception e) {
      throw MillraceException.unwrapped(e);
    }
  }

  private JavaRDD<ExampleReading.Part> counted(ExampleInput input) {
    ExampleReading taskReading = reading;
    Progress.TaskCounter taskCounter = counter;
    if (sqlSlices.isEmpty()) {
      return input.map(
          part ->
              List.of(taskReading.read(part, ExampleReading.RowKeys.NONE, taskCounter)).iterator());
    }
    return sqlSlices
        .get()
        .keyed(input)
        .mapPartitions(
            rows -> {
              KeyedExamples examples = new KeyedExamples(rows);
              return List.of(taskReading.read(examples, examples, taskCounter)).iterator();
            });
  }

  /** Merges the parts of a group, which come in their order. */
  private static Iterator<Tuple2<PartKey, ExampleReading.Part>> merge(
      Iterator<Tuple2<PartKey, ExampleReading.Part>> parts, ExampleReading reading) {
    Tuple2<PartKey, ExampleReading.Part> first = parts.next();
    PartKey key = new PartKey(first._1().split(), first._1().index() / MERGED_AT_ONCE);
    if (!parts.hasNext()) {
      return List.of(new Tuple2<>(key, first._2())).iterator();
    }
    SplitAccumulator merged = new SplitAccumulator(reading.settings());
    merged.mergeFrom(new StateInput(first._2().state()));
    long read = first._2().read();
    while (parts.hasNext()) {
      ExampleReading.Part part = parts.next()._2();
      merged.mergeFrom(new StateInput(part.state()));
      read += part.read();
    }
    return List.of(new Tuple2<>(key, new ExampleReading.Part(ExampleReading.state(merged), read)))
        .iterator();
  }

  /** A partition for each group of neighbours. */
  private static final class Groups extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int[] first;
    private final int count;
    private final int size;

    /**
     * Groups of parts.
     *
     * @param groups how many each split has
     * @param size the parts in a group
     */
    Groups(int[] groups, int size) {
      first = new int[groups.length];
      for (int split = 1; split < groups.length; split++) {
        first[split] = first[split - 1] + groups[split - 1];
      }
      count = Arrays.stream(groups).sum();
      this.size = size;
    }

    /** What a partition found, with the key of its group. */
    Iterator<Tuple2<PartKey, ExampleReading.Part>> keyed(
        int index, Iterator<ExampleReading.Part> found) {
      if (!found.hasNext()) {
        return java.util.Collections.emptyIterator();
      }
      int split = first.length - 1;
      while (first[split] > index) {
        split--;
      }
      return List.of(new Tuple2<>(new PartKey(split, index - first[split]), found.next()))
          .iterator();
    }

    @Override
    public int numPartitions() {
      return count;
    }

    @Override
    public int getPartition(Object key) {
      PartKey part = (PartKey) key;
      return first[part.split()] + part.index() / size;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Groups groups
          && count == groups.count
          && size == groups.size
          && Arrays.equals(first, groups.first);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * Arrays.hashCode(first) + count) + size;
    }
  }
}
