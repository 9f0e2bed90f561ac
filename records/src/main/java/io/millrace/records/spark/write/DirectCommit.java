package io.millrace.records.spark.write;

import io.millrace.records.spark.write.TaskFiles.TaskFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Tasks close their files under the final names; nothing is renamed. Old files are deleted after
 * all new ones are there.
 */
final class DirectCommit implements FileCommit {
  private final WriteJob job;
  private final Replaced replaced;
  private final ShardNames names;
  private final FileSystem fileSystem;
  private boolean newFilesStay;

  DirectCommit(WriteJob job, Replaced replaced, ShardNames names) throws IOException {
    this.job = job;
    this.replaced = replaced;
    this.names = names;
    this.fileSystem = job.fileSystem();
  }

  @Override
  public void commit(List<TaskFiles> tasks) throws IOException {
    Set<Path> accepted = new HashSet<>();
    Set<String> touched = new TreeSet<>();
    for (TaskFiles task : tasks) {
      for (TaskFile file : task.files()) {
        accepted.add(fileSystem.makeQualified(new Path(file.path())));
        touched.add(file.partition());
      }
    }
    List<Path> gone = new ArrayList<>(replaced.files(fileSystem, job, touched));
    // A task that died after it closed its files may have had other ones than what was accepted.
    gone.addAll(ownFiles());
    newFilesStay = true;
    for (Path file : new TreeSet<>(gone)) {
      if (!accepted.contains(fileSystem.makeQualified(file))) {
        delete(file);
      }
    }
  }

  /** The visible files of this write, whoever knows of them. */
  private List<Path> ownFiles() throws IOException {
    Predicate<String> isOurs = names.pattern().asMatchPredicate();
    return Folders.files(fileSystem, job.rootPath(), job.isPartitioned()).stream()
        .filter(file -> isOurs.test(file.getName()))
        .toList();
  }

  private void delete(Path file) throws IOException {
    try {
      if (fileSystem.delete(file, false) || !fileSystem.exists(file)) {
        return;
      }
    } catch (IOException e) {
      throw undeleted(file, e);
    }
    throw undeleted(file, null);
  }

  private IOException undeleted(Path file, IOException cause) {
    return new IOException(
        "all new files of %s are there, but %s, which they replace, could not be deleted; delete it and what else is older, or write again"
            .formatted(job.rootPath(), file),
        cause);
  }

  @Override
  public void abort(List<TaskFiles> tasks) throws IOException {
    if (newFilesStay) {
      return;
    }
    // Tasks whose message was lost may have closed files, too: names tell.
    for (Path file : ownFiles()) {
      fileSystem.delete(file, false);
    }
  }
}
