package io.millrace.records.spark.read;

import org.apache.spark.sql.connector.metric.CustomSumMetric;

/** The bytes that a scan passed over since they belong to no record. Spark makes instances. */
public final class SkippedBytesMetric extends CustomSumMetric {
  static final String NAME = "skippedBytes";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "number of bytes in no intact record";
  }
}
