/** What a user sets on the data source: option names, defaults, checks. */
package io.millrace.records.spark.options;
