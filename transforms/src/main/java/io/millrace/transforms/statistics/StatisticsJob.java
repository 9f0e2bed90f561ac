package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.CorruptRecordException;
import io.millrace.records.TfRecordReader;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Reads all files of all splits in one Spark job, a task per file, and merges what they counted in
 * the order of the files: on the driver, or with many files first in groups of {@value
 * #FILES_PER_GROUP} on the executors. The result does not depend on the number of executors.
 */
final class StatisticsJob {
  private static final int FILES_PER_GROUP = 64;
  private static final int RECORDS_PER_REPORT = 1000;

  private final JavaSparkContext spark;
  private final Storage storage;
  private final Progress.TaskCounter counter;

  StatisticsJob(JavaSparkContext spark, Storage storage, Progress.TaskCounter counter) {
    this.spark = spark;
    this.storage = storage;
    this.counter = counter;
  }

  /** A file; {@code group} holds neighbours of the same split. */
  private record Shard(int order, int group, int split, String uri) implements Serializable {}

  /** What the files of a shard or group hold. */
  private record Part(int order, int group, int split, DatasetAccumulator content)
      implements Serializable {}

  /**
   * Counts the records of each split.
   *
   * @param files the files of each split
   * @return an accumulator for each split
   */
  List<DatasetAccumulator> run(List<List<String>> files) {
    List<Shard> shards = shards(files);
    List<DatasetAccumulator> results = new ArrayList<>();
    files.forEach(f -> results.add(new DatasetAccumulator()));
    if (shards.isEmpty()) {
      return results;
    }
    for (Part part : collect(shards)) {
      results.get(part.split()).merge(part.content());
    }
    return results;
  }

  private List<Part> collect(List<Shard> shards) {
    Storage taskStorage = storage;
    Progress.TaskCounter taskCounter = counter;
    JavaRDD<Part> parts =
        spark
            .parallelize(shards, shards.size())
            .map(shard -> read(shard, taskStorage, taskCounter));
    int groups = shards.get(shards.size() - 1).group() + 1;
    if (shards.size() > FILES_PER_GROUP) {
      parts =
          parts
              .mapToPair(part -> new Tuple2<>(part.group(), part))
              .groupByKey(groups)
              .map(group -> merge(group._2()));
    }
    List<Part> collected;
    try {
      collected = new ArrayList<>(parts.collect());
    } catch (Exception e) {
      // Not RuntimeException: Spark throws its checked SparkException undeclared.
      throw cause(e);
    }
    collected.sort(Comparator.comparingInt(Part::order));
    return collected;
  }

  private static List<Shard> shards(List<List<String>> files) {
    List<Shard> shards = new ArrayList<>();
    int group = 0;
    for (int split = 0; split < files.size(); split++) {
      List<String> uris = files.get(split);
      for (int i = 0; i < uris.size(); i++) {
        shards.add(new Shard(shards.size(), group + i / FILES_PER_GROUP, split, uris.get(i)));
      }
      group += (uris.size() + FILES_PER_GROUP - 1) / FILES_PER_GROUP;
    }
    return shards;
  }

  private static Part merge(Iterable<Part> parts) {
    Map<Integer, Part> ordered = new TreeMap<>();
    parts.forEach(part -> ordered.put(part.order(), part));
    DatasetAccumulator merged = new DatasetAccumulator();
    ordered.values().forEach(part -> merged.merge(part.content()));
    Part first = ordered.values().iterator().next();
    return new Part(first.order(), first.group(), first.split(), merged);
  }

  private static Part read(Shard shard, Storage storage, Progress.TaskCounter counter) {
    DatasetAccumulator content = new DatasetAccumulator();
    long reported = 0;
    try (TfRecordReader reader = TfRecordReader.open(storage.open(shard.uri()), shard.uri())) {
      while (reader.next()) {
        content.add(reader.buffer(), reader.offset(), reader.length(), shard.uri(), reader.index());
        if (content.examples() - reported == RECORDS_PER_REPORT) {
          counter.add(RECORDS_PER_REPORT);
          reported = content.examples();
        }
      }
    } catch (CorruptRecordException e) {
      throw MillraceException.data(
          e.getMessage() + "; the file is broken, run ExampleGen again", e);
    } catch (IOException e) {
      throw MillraceException.environment(
          shard.uri() + ": cannot be read: " + e.getMessage() + "; check the storage", e);
    }
    counter.add(content.examples() - reported);
    return new Part(shard.order(), shard.group(), shard.split(), content);
  }

  /** The exception of ours that a failed job carries, or the failure itself. */
  private static RuntimeException cause(Exception failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof MillraceException ours) {
        return ours;
      }
    }
    return MillraceException.environment(
        "StatisticsGen: the Spark job failed: " + failure, failure);
  }
}
