/**
 * Statistics and anomalies for people and programs: one page, one JSON document, one text for a
 * terminal.
 */
package io.millrace.transforms.report;
