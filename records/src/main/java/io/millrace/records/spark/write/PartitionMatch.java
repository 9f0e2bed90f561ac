package io.millrace.records.spark.write;

import io.millrace.records.spark.files.FolderLayout;
import io.millrace.records.spark.files.PartitionKeys;
import io.millrace.records.spark.files.PartitionNames;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;

/** Partitions told by their values, whatever their folders are named. */
final class PartitionMatch {
  private final PartitionKeys keys;
  private final int depth;

  /** Of the keys of the outermost columns. */
  private final Predicate<List<Object>> accepted;

  private PartitionMatch(PartitionKeys keys, int depth, Predicate<List<Object>> accepted) {
    this.keys = keys;
    this.depth = depth;
    this.accepted = accepted;
  }

  /**
   * The partitions that have some values.
   *
   * @param folders names of folders by column; other columns may have any value
   */
  static PartitionMatch ofColumns(WriteJob job, Map<String, String> folders) {
    PartitionKeys keys = keys(job);
    List<String> columns = job.partitionColumns();
    Object[] wanted = new Object[columns.size()];
    for (int i = 0; i < wanted.length; i++) {
      String folder = folders.get(columns.get(i));
      wanted[i] = folder == null ? null : keys.of(i, folder);
    }
    return new PartitionMatch(
        keys,
        wanted.length,
        outer -> {
          int last = outer.size() - 1;
          return wanted[last] == null || wanted[last].equals(outer.get(last));
        });
  }

  /**
   * Some partitions.
   *
   * @param partitions folders below the root
   */
  static PartitionMatch ofPartitions(WriteJob job, Collection<String> partitions) {
    PartitionKeys keys = keys(job);
    Set<List<Object>> known = new HashSet<>();
    for (String partition : partitions) {
      known.addAll(levels(keys, partition));
    }
    return new PartitionMatch(keys, job.partitionColumns().size(), known::contains);
  }

  private static PartitionKeys keys(WriteJob job) {
    StructType columns = new StructType();
    for (String column : job.partitionColumns()) {
      columns = columns.add(job.schema().apply(column));
    }
    return new PartitionKeys(columns, ZoneId.of(job.zone()));
  }

  /** The keys of a partition's first column, of the first two, and so on. */
  private static List<List<Object>> levels(PartitionKeys keys, String partition) {
    List<List<Object>> levels = new ArrayList<>();
    List<Object> outer = List.of();
    for (String folder : partition.split("/")) {
      outer = with(outer, keys.of(outer.size(), folder));
      levels.add(outer);
    }
    return levels;
  }

  private static List<Object> with(List<Object> outer, Object key) {
    List<Object> all = new ArrayList<>(outer);
    all.add(key);
    return all;
  }

  /** Whether a partition, given by its folder below the root, is one of these. */
  boolean contains(String partition) {
    return levels(keys, partition).stream().allMatch(accepted);
  }

  /** The visible files of these partitions. */
  List<Path> files(FileSystem fileSystem, Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    addFiles(fileSystem, root, List.of(), files);
    return files;
  }

  private void addFiles(FileSystem fileSystem, Path folder, List<Object> outer, List<Path> files)
      throws IOException {
    if (outer.size() == depth) {
      files.addAll(Folders.files(fileSystem, folder, true));
      return;
    }
    for (FileStatus status : FolderLayout.visible(fileSystem, folder)) {
      if (!status.isDirectory()) {
        continue;
      }
      String name = status.getPath().getName();
      Object key = keys.of(outer.size(), name);
      if (key != null) {
        List<Object> inner = with(outer, key);
        if (accepted.test(inner)) {
          addFiles(fileSystem, status.getPath(), inner, files);
        }
      } else if (outer.isEmpty() && PartitionNames.column(name) == null) {
        // Readers pass over folders above those of partitions.
        addFiles(fileSystem, status.getPath(), outer, files);
      }
    }
  }
}
