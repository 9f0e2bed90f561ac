package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.sketch.StateInput;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Reads all files of all splits in one Spark job, a task per run of neighbouring files, and merges
 * what they counted on the executors: {@value #MERGED_AT_ONCE} neighbours at a time, in rounds,
 * until one part of each split is left. Parts travel as bytes and are merged one after the other,
 * so a task holds one accumulator and the bytes of one part, and the driver one accumulator per
 * split. What is merged, and in which order, follows from the files and their lengths alone: the
 * result does not depend on the number of executors.
 */
final class StatisticsJob {
  private static final int MERGED_AT_ONCE = 8;

  /** Bytes of files that a task reads: a 64th of the input within these. */
  private static final long LEAST_BYTES = 4L << 20;

  private static final long MOST_BYTES = 128L << 20;
  private static final int TASKS = 64;

  private final JavaSparkContext spark;
  private final Storage storage;
  private final Progress.TaskCounter counter;
  private final ExampleReading reading;

  StatisticsJob(
      JavaSparkContext spark,
      Storage storage,
      Progress.TaskCounter counter,
      ExampleReading reading) {
    this.spark = spark;
    this.storage = storage;
    this.counter = counter;
    this.reading = reading;
  }

  /** Neighbouring files and the index of their run in the split. */
  private record Run(PartKey key, List<ExampleFile> files) implements Serializable {}

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
   * @param files the files of each split
   * @return an accumulator for each split
   * @throws MillraceException as a task throws it
   * @throws Exception what Spark throws if a task fails otherwise, with its causes
   */
  List<SplitAccumulator> run(List<List<ExampleFile>> files) throws Exception {
    List<Run> runs = runs(files);
    List<SplitAccumulator> results = new ArrayList<>();
    files.forEach(split -> results.add(new SplitAccumulator(reading.settings())));
    if (!runs.isEmpty()) {
      int[] counts = new int[files.size()];
      runs.forEach(run -> counts[run.key().split()]++);
      for (Tuple2<PartKey, byte[]> part : collect(runs, counts)) {
        results.get(part._1().split()).mergeFrom(new StateInput(part._2()));
      }
    }
    return results;
  }

  private static List<Run> runs(List<List<ExampleFile>> files) {
    long total = files.stream().flatMap(List::stream).mapToLong(ExampleFile::bytes).sum();
    long bytesPerRun = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, total / TASKS));
    List<Run> runs = new ArrayList<>();
    for (int split = 0; split < files.size(); split++) {
      List<ExampleFile> run = new ArrayList<>();
      long bytes = 0;
      int index = 0;
      for (ExampleFile file : files.get(split)) {
        if (!run.isEmpty() && bytes + file.bytes() > bytesPerRun) {
          runs.add(new Run(new PartKey(split, index++), List.copyOf(run)));
          run.clear();
          bytes = 0;
        }
        run.add(file);
        bytes += file.bytes();
      }
      if (!run.isEmpty()) {
        runs.add(new Run(new PartKey(split, index), List.copyOf(run)));
      }
    }
    return runs;
  }

  /** One part of each split that has files. */
  private List<Tuple2<PartKey, byte[]>> collect(List<Run> runs, int[] counts) throws Exception {
    Storage taskStorage = storage;
    Progress.TaskCounter taskCounter = counter;
    ExampleReading taskReading = reading;
    JavaPairRDD<PartKey, byte[]> parts =
        spark
            .parallelize(runs, runs.size())
            .mapToPair(
                run ->
                    new Tuple2<>(
                        run.key(), taskReading.read(taskStorage, run.files(), taskCounter)));
    int[] left = counts;
    while (Arrays.stream(left).max().orElse(0) > 1) {
      left = Arrays.stream(left).map(n -> (n + MERGED_AT_ONCE - 1) / MERGED_AT_ONCE).toArray();
      parts =
          parts
              .repartitionAndSortWithinPartitions(new Groups(left))
              .mapPartitionsToPair(group -> merge(group, taskReading));
    }
    try {
      return parts.collect();
    } catch (Exception e) {
      throw MillraceException.unwrapped(e);
    }
  }

  /** Merges the parts of a group, which come in their order. */
  private static Iterator<Tuple2<PartKey, byte[]>> merge(
      Iterator<Tuple2<PartKey, byte[]>> parts, ExampleReading reading) {
    Tuple2<PartKey, byte[]> first = parts.next();
    PartKey key = new PartKey(first._1().split(), first._1().index() / MERGED_AT_ONCE);
    if (!parts.hasNext()) {
      return List.of(new Tuple2<>(key, first._2())).iterator();
    }
    SplitAccumulator merged = new SplitAccumulator(reading.settings());
    merged.mergeFrom(new StateInput(first._2()));
    while (parts.hasNext()) {
      merged.mergeFrom(new StateInput(parts.next()._2()));
    }
    return List.of(new Tuple2<>(key, ExampleReading.state(merged))).iterator();
  }

  /** A partition for each group of neighbours. */
  private static final class Groups extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int[] first;
    private final int count;

    /**
     * Groups of parts.
     *
     * @param groups how many each split has
     */
    Groups(int[] groups) {
      first = new int[groups.length];
      for (int split = 1; split < groups.length; split++) {
        first[split] = first[split - 1] + groups[split - 1];
      }
      count = Arrays.stream(groups).sum();
    }

    @Override
    public int numPartitions() {
      return count;
    }

    @Override
    public int getPartition(Object key) {
      PartKey part = (PartKey) key;
      return first[part.split()] + part.index() / MERGED_AT_ONCE;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Groups groups
          && count == groups.count
          && Arrays.equals(first, groups.first);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(first) + count;
    }
  }
}
