/** The files of a table: finding, dividing, opening and unpacking them. */
package io.millrace.records.spark.files;
