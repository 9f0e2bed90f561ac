package io.millrace.records.spark.write;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Old files that a write had moved aside when it was killed. They are told of, not moved back: the
 * write may still be running.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private Leftovers() {}

  /** The folders of old files that other writes moved aside. */
  static List<Path> of(FileSystem fileSystem, Path root) throws IOException {
    List<Path> leftovers = new ArrayList<>();
    for (FileStatus status : list(fileSystem, root)) {
      Path replaced = new Path(status.getPath(), RenameCommit.REPLACED);
      if (status.isDirectory()
          && status.getPath().getName().startsWith(WriteJob.STAGING_PREFIX)
          && fileSystem.exists(replaced)) {
        leftovers.add(replaced);
      }
    }
    return leftovers;
  }

  private static FileStatus[] list(FileSystem fileSystem, Path folder) throws IOException {
    try {
      return fileSystem.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  static void warn(FileSystem fileSystem, Path root) throws IOException {
    for (Path replaced : of(fileSystem, root)) {
      LOG.warn(
          "{}: holds files that another write was replacing. If no other write is running, it was"
              + " killed before its new files were complete: move these files back to the same"
              + " places below {}, delete those of its new files that are there, then delete {}",
          replaced,
          root,
          replaced.getParent());
    }
  }
}
