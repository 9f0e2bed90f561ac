package io.millrace.transforms.examples;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * The examples of some splits, cut into parts that Spark tasks read. Which parts there are follows
 * from the input alone, not from the number of executors, unless an implementation says otherwise.
 * Lives on the driver.
 */
public interface ExampleInput {
  /** What a task does with its part; goes to executors. */
  @FunctionalInterface
  interface Reading<T> extends Serializable {
    /** Reads a part; the stream is closed with the task. */
    Iterator<T> read(ExampleStream part);
  }

  /** The names of the splits, in their order. */
  List<String> splits();

  /** How many parts a split has; the index is that of {@link #splits}. */
  int parts(int split);

  /** How many examples a split has, or {@link ExampleFile#UNKNOWN}. */
  long records(int split);

  /** Whether they are tf.SequenceExamples. */
  boolean sequences();

  /** A lazy job: a partition for each part, those of the first split first, each in its order. */
  <T> JavaRDD<T> map(Reading<T> reading);

  /** The examples of all splits, or {@link ExampleFile#UNKNOWN}. */
  default long records() {
    long sum = 0;
    for (int split = 0; split < splits().size(); split++) {
      if (records(split) == ExampleFile.UNKNOWN) {
        return ExampleFile.UNKNOWN;
      }
      sum += records(split);
    }
    return sum;
  }
}
