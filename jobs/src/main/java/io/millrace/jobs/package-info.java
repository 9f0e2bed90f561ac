/** The entry point for the launcher and for spark-submit. */
package io.millrace.jobs;
