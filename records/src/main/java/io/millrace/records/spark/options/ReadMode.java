package io.millrace.records.spark.options;

/** What happens to a record that is damaged or does not fit the schema. */
public enum ReadMode {
  /** The job fails and says where. */
  FAILFAST,
  /** The record is left out and counted. */
  DROPMALFORMED,
  /** All columns are null but that of corrupt records, if the schema has it; counted. */
  PERMISSIVE
}
