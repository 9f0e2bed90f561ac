package io.millrace.records.spark.write;

import io.millrace.records.spark.files.FolderLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Steps on folders of data files. */
final class Folders {
  private Folders() {}

  /**
   * Makes a folder and those above it. On the local disk through the JDK: Hadoop starts a process
   * to set the permissions of each.
   */
  static void make(FileSystem fileSystem, Path folder) throws IOException {
    if (fileSystem instanceof RawLocalFileSystem) {
      Files.createDirectories(java.nio.file.Path.of(folder.toUri().getPath()));
    } else if (!fileSystem.mkdirs(folder)) {
      throw new IOException("could not make the folder " + folder);
    }
  }

  /** The visible files in a folder, those of its folders too if deep. */
  static List<Path> files(FileSystem fileSystem, Path folder, boolean deep) throws IOException {
    List<Path> files = new ArrayList<>();
    for (FileStatus status : FolderLayout.visible(fileSystem, folder)) {
      if (status.isFile()) {
        files.add(status.getPath());
      } else if (deep) {
        files.addAll(files(fileSystem, status.getPath(), true));
      }
    }
    return files;
  }

  static boolean deleteIfEmpty(FileSystem fileSystem, Path folder) {
    try {
      return fileSystem.exists(folder)
          && fileSystem.listStatus(folder).length == 0
          && fileSystem.delete(folder, false);
    } catch (IOException e) {
      // Somebody put a file there in between, or took the folder away.
      return false;
    }
  }

  /** Deletes a folder and those above it as long as they are empty, up to a root that stays. */
  static void deleteEmptyUpTo(FileSystem fileSystem, Path folder, Path root) {
    Path at = folder;
    while (at != null && !at.equals(root) && deleteIfEmpty(fileSystem, at)) {
      at = at.getParent();
    }
  }
}
