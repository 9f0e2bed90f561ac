package io.millrace.records.spark.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.util.functional.RemoteIterators;

/** Walks folders level by level, the folders of a level side by side. */
public final class FolderWalk {
  private static final int THREADS = 16;
  private static final int FEW_FOLDERS = 4;

  private final Configuration hadoop;

  FolderWalk(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  private record Level(List<LocatedFileStatus> files, List<Path> folders) {}

  /** All files below the folders that are not hidden; a folder that vanished has none. */
  List<LocatedFileStatus> files(List<Path> roots) throws IOException {
    List<LocatedFileStatus> files = new ArrayList<>();
    List<Path> folders = roots;
    ExecutorService threads = null;
    try {
      while (!folders.isEmpty()) {
        if (threads == null && folders.size() > FEW_FOLDERS) {
          threads = Executors.newFixedThreadPool(THREADS, FolderWalk::daemon);
        }
        List<Path> below = new ArrayList<>();
        for (Level level : levels(folders, threads)) {
          files.addAll(level.files());
          below.addAll(level.folders());
        }
        folders = below;
      }
      return files;
    } finally {
      if (threads != null) {
        threads.shutdownNow();
      }
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "tfrecord-listing");
    thread.setDaemon(true);
    return thread;
  }

  private List<Level> levels(List<Path> folders, ExecutorService threads) throws IOException {
    List<Level> levels = new ArrayList<>(folders.size());
    if (threads == null) {
      for (Path folder : folders) {
        levels.add(level(folder));
      }
      return levels;
    }
    List<Callable<Level>> tasks = new ArrayList<>(folders.size());
    for (Path folder : folders) {
      tasks.add(() -> level(folder));
    }
    try {
      for (Future<Level> level : threads.invokeAll(tasks)) {
        levels.add(level.get());
      }
      return levels;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while listing " + folders.get(0).getParent(), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException("cannot list " + folders.get(0).getParent(), e.getCause());
    }
  }

  private Level level(Path folder) throws IOException {
    FileSystem fileSystem = folder.getFileSystem(hadoop);
    Level level = new Level(new ArrayList<>(), new ArrayList<>());
    try {
      RemoteIterator<LocatedFileStatus> entries =
          fileSystem instanceof LocalFileSystem || fileSystem instanceof RawLocalFileSystem
              ? local(fileSystem.listStatus(folder))
              : fileSystem.listLocatedStatus(folder);
      while (entries.hasNext()) {
        LocatedFileStatus entry = entries.next();
        if (isHidden(entry.getPath().getName())) {
          continue;
        }
        if (entry.isDirectory()) {
          level.folders().add(entry.getPath());
        } else {
          level.files().add(entry);
        }
      }
    } catch (FileNotFoundException vanished) {
      return level;
    }
    return level;
  }

  /** Without the permissions, for which Hadoop starts a process a file. */
  private static RemoteIterator<LocatedFileStatus> local(FileStatus[] entries) {
    return RemoteIterators.mappingRemoteIterator(
        RemoteIterators.remoteIteratorFromArray(entries),
        entry ->
            new LocatedFileStatus(
                entry.getLen(),
                entry.isDirectory(),
                entry.getReplication(),
                entry.getBlockSize(),
                entry.getModificationTime(),
                0,
                null,
                null,
                null,
                null,
                entry.getPath(),
                new BlockLocation[0]));
  }

  /** Spark's rule: staged and technical files; a partition whose column starts with '_' is none. */
  public static boolean isHidden(String name) {
    return name.startsWith(".")
        || name.startsWith("_") && name.indexOf('=') < 0
        || name.endsWith("._COPYING_");
  }
}
