package io.millrace.transforms.ingest;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.api.java.JavaPairRDD;
import scala.Tuple2;

/** The records of an input split, read by Spark tasks whose number does not matter. */
interface RecordTasks {
  /** What a task does with its records. */
  @FunctionalInterface
  interface Pairs extends Serializable {
    /** Reads the stream lazily; it is closed with the task. */
    Iterator<Tuple2<byte[], byte[]>> of(RecordStream stream);
  }

  /** A lazy job over all records. */
  JavaPairRDD<byte[], byte[]> mapToPairs(Pairs pairs);
}
