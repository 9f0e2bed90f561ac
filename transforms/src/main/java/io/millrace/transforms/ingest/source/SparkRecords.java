package io.millrace.transforms.ingest.source;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.api.java.JavaRDD;

/**
 * Records that Spark reads: tables, files of formats that Spark knows, databases.
 *
 * @param payload what the records are
 * @param inputs of each input split, its records in order: partition by partition. The order and
 *     the partitions must be the same for the same input where records are to keep the input's
 *     order; with a shuffle they need not
 * @param bytes of all inputs, or a guess, by which shards are planned; -1 if unknown
 * @param records of all where the source knows
 */
public record SparkRecords(
    Payload payload, List<JavaRDD<Row>> inputs, long bytes, OptionalLong records)
    implements SourceRecords {
  public SparkRecords {
    inputs = List.copyOf(inputs);
  }

  /**
   * A record or a rejected one.
   *
   * @param example its deterministic bytes; null if rejected
   * @param rejected null unless rejected
   */
  public record Row(byte[] example, RejectedRecordException rejected) implements Serializable {
    /** The record; throws the rejection if it is one. */
    public byte[] get() throws RejectedRecordException {
      if (rejected != null) {
        throw rejected;
      }
      return example;
    }
  }
}
