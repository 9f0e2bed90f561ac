/**
 * Running: Spark, the nodes one after the other, publishing and recording, the meaning of failures,
 * the summary.
 */
package io.millrace.jobs.run;
