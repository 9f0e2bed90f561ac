/** Examples as columns: what accumulators and generators of statistics read. */
package io.millrace.transforms.statistics.batch;
