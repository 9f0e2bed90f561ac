package io.millrace.records.spark.read;

import org.apache.spark.sql.connector.metric.CustomSumMetric;

/** The records of a scan that were damaged or did not fit the schema. Spark makes instances. */
public final class DroppedRecordsMetric extends CustomSumMetric {
  static final String NAME = "droppedRecords";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "number of damaged or malformed records";
  }
}
