/** What can be said of whole files of records: how many they hold, and where they are damaged. */
package io.millrace.records.spark.survey;
