package io.millrace.records.spark.write;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Which old files a write replaces. */
sealed interface Replaced extends Serializable {
  /** None. */
  record Nothing() implements Replaced {}

  /** All. */
  record Everything() implements Replaced {}

  /**
   * Those of some partitions.
   *
   * @param folders names of folders by column; other columns may have any value
   */
  record Partitions(Map<String, String> folders) implements Replaced {}

  /** Those of the partitions that the write touches. */
  record Touched() implements Replaced {}

  /**
   * Those of an earlier run of the same epoch of a stream.
   *
   * @param start what their names start with
   */
  record Epoch(String start) implements Replaced {}

  /**
   * The old files, in a stable order.
   *
   * @param touched the partitions that the write has files for
   */
  default List<Path> files(FileSystem fileSystem, WriteJob job, Collection<String> touched)
      throws IOException {
    List<Path> files = new ArrayList<>();
    if (this instanceof Everything) {
      files.addAll(Folders.files(fileSystem, job.rootPath(), true));
    } else if (this instanceof Partitions partitions) {
      PartitionMatch match = PartitionMatch.ofColumns(job, partitions.folders());
      files.addAll(match.files(fileSystem, job.rootPath()));
    } else if (this instanceof Touched && !touched.isEmpty()) {
      PartitionMatch match = PartitionMatch.ofPartitions(job, touched);
      files.addAll(match.files(fileSystem, job.rootPath()));
    } else if (this instanceof Epoch epoch) {
      for (Path file : Folders.files(fileSystem, job.rootPath(), job.isPartitioned())) {
        if (file.getName().startsWith(epoch.start() + "-")) {
          files.add(file);
        }
      }
    }
    files.sort(null);
    return files;
  }

  /** Whether no old file stays in a folder that the write has files for. */
  default boolean empties(WriteJob job, String partition) {
    if (this instanceof Partitions partitions) {
      return PartitionMatch.ofColumns(job, partitions.folders()).contains(partition);
    }
    return this instanceof Everything || this instanceof Touched;
  }
}
