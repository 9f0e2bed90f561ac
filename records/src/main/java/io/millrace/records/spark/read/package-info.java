/** Reads slices of files into columnar batches: decoders, column vectors, partition readers. */
package io.millrace.records.spark.read;
