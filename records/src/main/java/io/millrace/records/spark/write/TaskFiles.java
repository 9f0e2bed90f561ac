package io.millrace.records.spark.write;

import io.millrace.records.spark.files.JavaSerialized;
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
record TaskFiles(int task, List<TaskFile> files) implements Serializable {
  /** As it is sent: a record itself does not come through Kryo. */
  private static final class Message implements WriterCommitMessage {
    private static final long serialVersionUID = 1;

    private final JavaSerialized<TaskFiles> files;

    Message(TaskFiles files) {
      this.files = JavaSerialized.of(files);
    }
  }

  /**
   * A complete file.
   *
   * @param partition its folder below the root, empty for the root
   * @param path where it is: staged, or its final place
   */
  record TaskFile(String partition, String path) implements Serializable {}

  WriterCommitMessage toMessage() {
    return new Message(this);
  }

  /**
   * What a message tells.
   *
   * @param message of {@link #toMessage()}
   */
  static TaskFiles of(WriterCommitMessage message) {
    return ((Message) message).files.value();
  }

  /** The messages by task, each task once; tasks that failed have none. */
  static List<TaskFiles> accepted(WriterCommitMessage[] messages) {
    Map<Integer, TaskFiles> byTask = new TreeMap<>(Comparator.naturalOrder());
    Arrays.stream(messages)
        .filter(Message.class::isInstance)
        .map(TaskFiles::of)
        .forEach(message -> byTask.putIfAbsent(message.task(), message));
    return List.copyOf(byTask.values());
  }
}
