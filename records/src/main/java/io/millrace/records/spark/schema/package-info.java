/** The schema of records: inferred from them, or read from TFX's schema.pbtxt. */
package io.millrace.records.spark.schema;
