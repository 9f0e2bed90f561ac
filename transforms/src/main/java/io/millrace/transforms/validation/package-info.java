/**
 * ExampleValidator: compares statistics with a schema and the splits with each other, and reports
 * anomalies in TFDV's words.
 */
package io.millrace.transforms.validation;
