/** The TFRecord data source of Spark: its short names, its tables, SQL and save modes. */
package io.millrace.records.spark;
