package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExampleInput;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.sketch.StateInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Reads all parts of all splits in one Spark job, a task for each, and merges what they counted on
 * the executors, neighbours at a time, until one part of each split is left ({@link OrderedMerge}).
 * Parts travel as bytes and are merged one after the other, so a task holds one accumulator and the
 * bytes of one part, and the driver one accumulator per split. What is merged, and in which order,
 * follows from the parts of the input alone: the result does not depend on the number of executors.
 */
final class StatisticsJob {
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
    for (Tuple2<OrderedMerge.Key, ExampleReading.Part> part : collect(input, counts)) {
      int split = part._1().whole();
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
  private List<Tuple2<OrderedMerge.Key, ExampleReading.Part>> collect(
      ExampleInput input, int[] counts) throws Exception {
    List<OrderedMerge.Key> keys = new ArrayList<>();
    for (int split = 0; split < counts.length; split++) {
      for (int part = 0; part < counts[split]; part++) {
        keys.add(new OrderedMerge.Key(split, part));
      }
    }
    ExampleReading taskReading = reading;
    try {
      return new OrderedMerge<ExampleReading.Part>(parts -> merge(parts, taskReading))
          .collect(
              JavaPairRDD.fromJavaRDD(
                  counted(input)
                      .mapPartitionsWithIndex((index, found) -> keyed(keys, index, found), true)),
              counts);
    } catch (Exception e) {
      throw MillraceException.unwrapped(e);
    }
  }

  /** What a partition found; one of a job without parts finds nothing. */
  private static Iterator<Tuple2<OrderedMerge.Key, ExampleReading.Part>> keyed(
      List<OrderedMerge.Key> keys, int index, Iterator<ExampleReading.Part> found) {
    return found.hasNext()
        ? List.of(new Tuple2<>(keys.get(index), found.next())).iterator()
        : Collections.emptyIterator();
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

  private static ExampleReading.Part merge(
      Iterator<ExampleReading.Part> parts, ExampleReading reading) {
    SplitAccumulator merged = new SplitAccumulator(reading.settings());
    long read = 0;
    while (parts.hasNext()) {
      ExampleReading.Part part = parts.next();
      merged.mergeFrom(new StateInput(part.state()));
      read += part.read();
    }
    return new ExampleReading.Part(ExampleReading.state(merged), read);
  }
}
