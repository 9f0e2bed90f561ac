package io.millrace.records.spark.write;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * What a committed task tells the driver.
 *
 * @param task its index
 * @param files in the order in which they were written
 */
record TaskFiles(int task, List<TaskFile> files) implements WriterCommitMessage {
  /**
   * A complete file.
   *
   * @param partition its folder below the root, empty for the root
   * @param path where it is: staged, or its final place
   */
  record TaskFile(String partition, String path) implements Serializable {}

  /** The messages by task, each task once; tasks that failed have none. */
  static List<TaskFiles> accepted(WriterCommitMessage[] messages) {
    Map<Integer, TaskFiles> byTask = new TreeMap<>(Comparator.naturalOrder());
    Arrays.stream(messages)
        .filter(TaskFiles.class::isInstance)
        .map(TaskFiles.class::cast)
        .forEach(message -> byTask.putIfAbsent(message.task(), message));
    return List.copyOf(byTask.values());
  }
}
