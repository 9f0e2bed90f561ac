package io.millrace.records.spark.write;

import io.millrace.records.spark.files.FolderLayout;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;

/** The folder that a write goes to, checked before anything is written. */
final class Target {
  private final String path;
  private final Configuration hadoop;

  Target(String path, Configuration hadoop) {
    this.path = path;
    this.hadoop = hadoop;
  }

  /**
   * Checks that the path is no file, and that old files that stay are partitioned as the new ones:
   * others could not be read together with them.
   *
   * @param mayStay whether old files may stay
   * @throws IllegalArgumentException if not
   */
  void require(List<String> partitionColumns, boolean mayStay) {
    try {
      Path folder = new Path(path);
      FileSystem fileSystem = folder.getFileSystem(hadoop);
      if (isFile(fileSystem, folder)) {
        throw new IllegalArgumentException(
            path
                + ": found a file (expected: a folder, or nothing); delete it or set another path");
      }
      if (!mayStay) {
        return;
      }
      Optional<List<String>> found = FolderLayout.partitionColumns(fileSystem, folder);
      if (found.isPresent() && !same(found.get(), partitionColumns)) {
        throw new IllegalArgumentException(
            ("%s: found files %s (expected: %s, as this write has it, since readers need the same"
                    + " for all files); write %s, overwrite all of the folder, or set another path")
                .formatted(
                    path,
                    partitionedBy(found.get()),
                    partitionedBy(partitionColumns),
                    partitionedBy(found.get())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + path, e);
    }
  }

  private static boolean isFile(FileSystem fileSystem, Path path) throws IOException {
    try {
      return fileSystem.getFileStatus(path).isFile();
    } catch (FileNotFoundException nothing) {
      return false;
    }
  }

  private static boolean same(List<String> found, List<String> own) {
    if (found.size() != own.size()) {
      return false;
    }
    for (int i = 0; i < own.size(); i++) {
      if (!found.get(i).equalsIgnoreCase(own.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static String partitionedBy(List<String> columns) {
    return columns.isEmpty()
        ? "without partitions"
        : "partitioned by " + String.join(", ", columns);
  }

  /** Partition columns as the schema spells them; names that it does not have stay. */
  static List<String> spelled(List<String> columns, StructType schema, boolean caseSensitive) {
    List<String> names = List.of(schema.fieldNames());
    List<String> spelled = new ArrayList<>(columns.size());
    for (String column : columns) {
      spelled.add(
          caseSensitive || names.contains(column)
              ? column
              : names.stream().filter(column::equalsIgnoreCase).findFirst().orElse(column));
    }
    return List.copyOf(spelled);
  }
}
