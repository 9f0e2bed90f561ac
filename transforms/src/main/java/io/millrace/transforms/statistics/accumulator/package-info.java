/** What is counted of features, slices and splits: mergeable, bounded, and kept in files. */
package io.millrace.transforms.statistics.accumulator;
