package io.millrace.records.spark.read;

import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What a scan tells Spark beside the rows. */
public final class ReadMetrics {
  private ReadMetrics() {}

  /** The metrics of a scan, for its declaration. */
  public static CustomMetric[] supported() {
    return new CustomMetric[] {new DroppedRecordsMetric(), new SkippedBytesMetric()};
  }

  static CustomTaskMetric[] values(long droppedRecords, long skippedBytes) {
    return new CustomTaskMetric[] {
      new Value(DroppedRecordsMetric.NAME, droppedRecords),
      new Value(SkippedBytesMetric.NAME, skippedBytes)
    };
  }

  private record Value(String name, long value) implements CustomTaskMetric {}
}
