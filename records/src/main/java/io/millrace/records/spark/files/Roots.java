package io.millrace.records.spark.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What stands at a path that a user gave: one file or folder, or the matches of a glob. */
final class Roots {
  private static final String GLOB_CHARACTERS = "{}[]*?\\";

  private Roots() {}

  /** Nothing if there is nothing; of a glob's matches, those that are not hidden. */
  static List<FileStatus> of(Path path, Configuration hadoop) throws IOException {
    FileSystem fileSystem = path.getFileSystem(hadoop);
    if (!isGlob(path)) {
      try {
        FileStatus status = fileSystem.getFileStatus(path);
        return List.of(status.isFile() ? located(fileSystem, status) : status);
      } catch (FileNotFoundException e) {
        return List.of();
      }
    }
    FileStatus[] matches = fileSystem.globStatus(path);
    List<FileStatus> roots = new ArrayList<>();
    boolean wantsHidden = FolderWalk.isHidden(path.getName());
    for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
      if (wantsHidden || !FolderWalk.isHidden(match.getPath().getName())) {
        roots.add(match.isFile() ? located(fileSystem, match) : match);
      }
    }
    return roots;
  }

  private static FileStatus located(FileSystem fileSystem, FileStatus file) throws IOException {
    var entries = fileSystem.listLocatedStatus(file.getPath());
    return entries.hasNext() ? entries.next() : file;
  }

  private static boolean isGlob(Path path) {
    return path.toString().chars().anyMatch(c -> GLOB_CHARACTERS.indexOf(c) >= 0);
  }
}
