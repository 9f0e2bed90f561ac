package io.millrace.records.spark.write;

import io.millrace.records.spark.files.FolderLayout;
import io.millrace.records.spark.files.PartitionNames;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
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
      addMatching(partitions, fileSystem, job.rootPath(), job.partitionColumns(), 0, files);
    } else if (this instanceof Touched) {
      for (String partition : new TreeSet<>(touched)) {
        files.addAll(Folders.files(fileSystem, job.folder(partition), true));
      }
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
  default boolean empties(String partition) {
    if (this instanceof Partitions partitions) {
      return List.of(partition.split("/")).containsAll(partitions.folders().values());
    }
    return this instanceof Everything || this instanceof Touched;
  }

  private static void addMatching(
      Partitions partitions,
      FileSystem fileSystem,
      Path folder,
      List<String> columns,
      int depth,
      List<Path> files)
      throws IOException {
    if (depth == columns.size()) {
      files.addAll(Folders.files(fileSystem, folder, true));
      return;
    }
    String column = PartitionNames.escape(columns.get(depth)) + "=";
    String wanted = partitions.folders().get(columns.get(depth));
    for (FileStatus status : FolderLayout.visible(fileSystem, folder)) {
      String name = status.getPath().getName();
      if (status.isDirectory()
          && (wanted == null ? name.startsWith(column) : name.equals(wanted))) {
        addMatching(partitions, fileSystem, status.getPath(), columns, depth + 1, files);
      }
    }
  }
}
