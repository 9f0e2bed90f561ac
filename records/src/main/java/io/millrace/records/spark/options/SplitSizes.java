package io.millrace.records.spark.options;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/**
 * How much a task reads; the session's settings for all file sources.
 *
 * @param maxPartitionBytes {@code spark.sql.files.maxPartitionBytes}: the most of a task; default
 *     128 MiB
 * @param openCostBytes {@code spark.sql.files.openCostInBytes}: what opening a file counts as;
 *     default 4 MiB
 * @param minPartitions {@code spark.sql.files.minPartitionNum}, or {@code
 *     spark.sql.leafNodeDefaultParallelism}: how many tasks are wanted at least; default: the cores
 */
public record SplitSizes(long maxPartitionBytes, long openCostBytes, int minPartitions) {
  private static final String PREFIX = "spark.sql.files.";
  private static final String LEAF_PARALLELISM = "spark.sql.leafNodeDefaultParallelism";

  /**
   * Reads the settings of a session.
   *
   * @throws IllegalArgumentException if one does not parse; says which, and what would
   */
  public static SplitSizes of(RuntimeConfig session, int defaultParallelism) {
    Map<String, String> set = new HashMap<>();
    for (String key :
        new String[] {
          PREFIX + "maxPartitionBytes",
          PREFIX + "openCostInBytes",
          PREFIX + "minPartitionNum",
          LEAF_PARALLELISM
        }) {
      Option<String> value = session.getOption(key);
      if (value.isDefined()) {
        set.put(key, value.get());
      }
    }
    OptionMap options = new OptionMap(new CaseInsensitiveStringMap(set));
    long parallelism =
        options.number(LEAF_PARALLELISM, Math.max(1, defaultParallelism), 1, Integer.MAX_VALUE);
    return new SplitSizes(
        options.bytes(PREFIX + "maxPartitionBytes", 128L << 20, 1, Long.MAX_VALUE),
        options.bytes(PREFIX + "openCostInBytes", 4L << 20, 0, Long.MAX_VALUE),
        (int) options.number(PREFIX + "minPartitionNum", parallelism, 1, Integer.MAX_VALUE));
  }

  /** The most bytes of a task that reads so much in all. */
  public long maxSliceBytes(long totalBytes, int files) {
    long perTask = (totalBytes + files * openCostBytes) / minPartitions;
    return Math.max(1, Math.min(maxPartitionBytes, Math.max(openCostBytes, perTask)));
  }
}
