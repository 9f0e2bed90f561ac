/** Writing TFRecord files from Spark: from internal rows to frames, and the commit of files. */
package io.millrace.records.spark.write;
