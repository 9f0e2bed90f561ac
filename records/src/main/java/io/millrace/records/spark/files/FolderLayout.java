package io.millrace.records.spark.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What a folder holds already, looked up by a few of its listings. */
public final class FolderLayout {
  private FolderLayout() {}

  /**
   * The partition columns, outermost first, of the first file that has bytes; empty if there is
   * none. Lists the folders down to that file only.
   */
  public static Optional<List<String>> partitionColumns(FileSystem fileSystem, Path folder)
      throws IOException {
    Path root = fileSystem.makeQualified(folder);
    return first(fileSystem, root).map(file -> PartitionPath.of(file, Set.of(root)).columns());
  }

  private static Optional<Path> first(FileSystem fileSystem, Path folder) throws IOException {
    List<FileStatus> entries = visible(fileSystem, folder);
    for (FileStatus entry : entries) {
      if (entry.isFile() && entry.getLen() > 0) {
        return Optional.of(entry.getPath());
      }
    }
    for (FileStatus entry : entries) {
      if (entry.isDirectory()) {
        Optional<Path> below = first(fileSystem, entry.getPath());
        if (below.isPresent()) {
          return below;
        }
      }
    }
    return Optional.empty();
  }

  /** What a reader sees in a folder, by name; nothing if there is none. */
  public static List<FileStatus> visible(FileSystem fileSystem, Path folder) throws IOException {
    try {
      List<FileStatus> visible = new ArrayList<>(Arrays.asList(fileSystem.listStatus(folder)));
      visible.removeIf(entry -> FolderWalk.isHidden(entry.getPath().getName()));
      visible.sort(Comparator.comparing(FileStatus::getPath));
      return visible;
    } catch (FileNotFoundException none) {
      return List.of();
    }
  }
}
