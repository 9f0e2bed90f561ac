/**
 * Progress on stderr: a bar on a terminal, plain lines elsewhere. What Spark tasks count arrives by
 * an accumulator, while they run with the heartbeats of the executors.
 */
package io.millrace.jobs.progress;
