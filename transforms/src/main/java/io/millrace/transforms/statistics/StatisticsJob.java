package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.MalformedExampleException;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesReader;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Reads all files of all splits in one Spark job, a task per file, and merges what they counted on
 * the executors: {@value #MERGED_AT_ONCE} neighbours at a time, in rounds, until one part of each
 * split is left. So a task holds at most {@value #MERGED_AT_ONCE} parts, and the driver one per
 * split. What is merged, and in which order, follows from the files alone: the result does not
 * depend on the number of executors.
 */
final class StatisticsJob {
  private static final int MERGED_AT_ONCE = 8;
  private static final int RECORDS_PER_REPORT = 1000;

  private final JavaSparkContext spark;
  private final Storage storage;
  private final Progress.TaskCounter counter;

  StatisticsJob(JavaSparkContext spark, Storage storage, Progress.TaskCounter counter) {
    this.spark = spark;
    this.storage = storage;
    this.counter = counter;
  }

  /** A file and its index in its split. */
  private record Shard(int split, int index, ExampleFile file) implements Serializable {}

  /** What a file or a run of neighbours holds; {@code index} orders the parts of a split. */
  private record Part(int split, int index, DatasetAccumulator content) implements Serializable {}

  /**
   * Counts the records of each split.
   *
   * @param files the files of each split
   * @return an accumulator for each split
   * @throws MillraceException as a task throws it
   * @throws Exception what Spark throws if a task fails otherwise, with its causes
   */
  List<DatasetAccumulator> run(List<List<ExampleFile>> files) throws Exception {
    List<Shard> shards = new ArrayList<>();
    DatasetAccumulator[] results = new DatasetAccumulator[files.size()];
    for (int split = 0; split < files.size(); split++) {
      results[split] = new DatasetAccumulator();
      for (int i = 0; i < files.get(split).size(); i++) {
        shards.add(new Shard(split, i, files.get(split).get(i)));
      }
    }
    if (!shards.isEmpty()) {
      int[] counts = files.stream().mapToInt(List::size).toArray();
      for (Part part : collect(shards, counts)) {
        results[part.split()] = part.content();
      }
    }
    return List.of(results);
  }

  /** One part of each split that has files. */
  private List<Part> collect(List<Shard> shards, int[] counts) throws Exception {
    Storage taskStorage = storage;
    Progress.TaskCounter taskCounter = counter;
    JavaRDD<Part> parts =
        spark
            .parallelize(shards, shards.size())
            .map(shard -> read(shard, taskStorage, taskCounter));
    int[] left = counts;
    while (Arrays.stream(left).max().orElse(0) > 1) {
      left = Arrays.stream(left).map(n -> (n + MERGED_AT_ONCE - 1) / MERGED_AT_ONCE).toArray();
      parts = merged(parts, left);
    }
    try {
      return parts.collect();
    } catch (Exception e) {
      // Not RuntimeException: Spark throws its checked SparkException undeclared.
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof MillraceException ours) {
          throw ours;
        }
      }
      throw e;
    }
  }

  /**
   * Merges neighbours, a task per group.
   *
   * @param groups how many each split has
   */
  private static JavaRDD<Part> merged(JavaRDD<Part> parts, int[] groups) {
    int[] first = new int[groups.length];
    for (int split = 1; split < groups.length; split++) {
      first[split] = first[split - 1] + groups[split - 1];
    }
    // The hash of an Integer is its value, so that each group gets a partition of its own.
    return parts
        .mapToPair(part -> new Tuple2<>(first[part.split()] + part.index() / MERGED_AT_ONCE, part))
        .groupByKey(Arrays.stream(groups).sum())
        .map(group -> merge(group._2()));
  }

  /** Merges in the order of the files; a shuffle gives the parts in any order. */
  private static Part merge(Iterable<Part> parts) {
    Map<Integer, Part> ordered = new TreeMap<>();
    parts.forEach(part -> ordered.put(part.index(), part));
    DatasetAccumulator merged = new DatasetAccumulator();
    ordered.values().forEach(part -> merged.merge(part.content()));
    Part any = ordered.values().iterator().next();
    return new Part(any.split(), any.index() / MERGED_AT_ONCE, merged);
  }

  private static Part read(Shard shard, Storage storage, Progress.TaskCounter counter) {
    DatasetAccumulator content = new DatasetAccumulator();
    String uri = shard.file().uri();
    long reported = 0;
    try (ExamplesReader reader = ExamplesReader.open(storage, shard.file())) {
      while (reader.next()) {
        try {
          content.add(reader.buffer(), reader.offset(), reader.length(), uri, reader.index());
        } catch (MalformedExampleException e) {
          throw reader.malformed(e);
        }
        if (content.examples() - reported == RECORDS_PER_REPORT) {
          counter.add(RECORDS_PER_REPORT);
          reported = content.examples();
        }
      }
    }
    counter.add(content.examples() - reported);
    return new Part(shard.split(), shard.index(), content);
  }
}
