/**
 * Tables that Spark reads: rows become examples by rules that depend on the types of the columns
 * only. Null is a feature without a value; zero, false and the empty string are values.
 */
package io.millrace.transforms.ingest.table;
