package io.millrace.transforms.statistics;

import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import org.tensorflow.metadata.v0.Schema;

/**
 * What was counted of a split, and how.
 *
 * @param options those of the component that counted
 * @param schema the one that it was given; the default instance if none was
 * @param content the accumulators; owned by this record
 */
public record SplitStatistics(
    StatisticsGenOptions options, Schema schema, SplitAccumulator content) {}
