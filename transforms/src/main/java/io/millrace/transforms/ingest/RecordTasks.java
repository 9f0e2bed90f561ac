package io.millrace.transforms.ingest;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;

/** The records of an input split, read by Spark tasks. */
interface RecordTasks {
  /** What a task does with its records. */
  @FunctionalInterface
  interface Reading<T> extends Serializable {
    /** Reads the stream lazily; it is closed with the task. */
    Iterator<T> of(RecordStream stream);
  }

  /** How many tasks a job has. */
  int tasks();

  /** A lazy job over all records, a partition for each task. */
  <T> JavaRDD<T> map(Reading<T> reading);
}
