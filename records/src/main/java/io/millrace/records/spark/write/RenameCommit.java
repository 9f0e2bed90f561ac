package io.millrace.records.spark.write;

import io.millrace.records.spark.write.Moves.Move;
import io.millrace.records.spark.write.TaskFiles.TaskFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks write into a hidden folder below the target; the driver renames what was accepted.
 *
 * <p>Old files that are replaced move to {@code replaced/} in that folder first and are deleted
 * with it last: a failure brings them back, and after a driver that was killed they are there.
 */
final class RenameCommit implements FileCommit {
  private static final Logger LOG = LoggerFactory.getLogger(RenameCommit.class);

  /** The folder of old files in the hidden folder. */
  static final String REPLACED = "replaced";

  private final WriteJob job;
  private final Replaced replaced;
  private final ShardNames names;
  private final ShardNames namesInEmptied;
  private final Path staging;
  private final FileSystem fileSystem;
  private final boolean rootExisted;
  private final boolean newFolder;
  private boolean oldFilesAreStaged;

  /**
   * Prepares a commit; touches nothing.
   *
   * @param staging the name of the hidden folder
   * @param names for folders that may hold other files
   * @param namesInEmptied for folders that hold no other files
   * @param newFolder whether no files but those that are replaced may be in the target
   */
  RenameCommit(
      WriteJob job,
      String staging,
      Replaced replaced,
      ShardNames names,
      ShardNames namesInEmptied,
      boolean newFolder)
      throws IOException {
    this.job = job;
    this.replaced = replaced;
    this.names = names;
    this.namesInEmptied = namesInEmptied;
    this.newFolder = newFolder;
    this.staging = new Path(job.rootPath(), staging);
    this.fileSystem = job.fileSystem();
    this.rootExisted = fileSystem.exists(job.rootPath());
  }

  @Override
  public void commit(List<TaskFiles> tasks) throws IOException {
    Map<String, List<TaskFile>> byFolder = new TreeMap<>();
    for (TaskFiles task : tasks) {
      for (TaskFile file : task.files()) {
        byFolder.computeIfAbsent(file.partition(), folder -> new ArrayList<>()).add(file);
      }
    }
    List<Path> old = replaced.files(fileSystem, job, byFolder.keySet());
    if (byFolder.isEmpty()) {
      addEmptyShard(byFolder, old);
    }
    List<Move> publication = publication(byFolder);
    checkStillNew(old);
    Moves moves = new Moves(fileSystem);
    try {
      oldFilesAreStaged = !old.isEmpty();
      moves.run(old.stream().map(file -> new Move(file, stagedOld(file))).toList());
      moves.run(publication);
      // Of two jobs that publish at the same time the later one sees the other's files.
      checkStillNew(publication.stream().map(Move::to).toList());
    } catch (IOException | RuntimeException | Error e) {
      undo(moves, byFolder.keySet(), e);
      throw e;
    }
    oldFilesAreStaged = false;
    cleanUp(old);
  }

  /** Two writes that both found the folder empty must not mix: their names may differ. */
  private void checkStillNew(Collection<Path> expected) throws IOException {
    if (!newFolder) {
      return;
    }
    Set<Path> known = new HashSet<>();
    expected.forEach(file -> known.add(fileSystem.makeQualified(file)));
    for (Path file : Folders.files(fileSystem, job.rootPath(), true)) {
      if (!known.contains(fileSystem.makeQualified(file))) {
        throw new IOException(
            "%s: found %s (expected: no files, as there were none when this write began); another job wrote into the same folder, nothing of this write is kept; write into another folder, or again by mode append or overwrite"
                .formatted(job.rootPath(), file));
      }
    }
  }

  /** A folder is readable although there were no rows. */
  private void addEmptyShard(Map<String, List<TaskFile>> byFolder, List<Path> old)
      throws IOException {
    Folders.make(fileSystem, job.rootPath());
    List<Path> visible = Folders.files(fileSystem, job.rootPath(), true);
    if (job.isPartitioned() || !old.containsAll(visible)) {
      return;
    }
    Path path = new Path(staging, "empty");
    ShardOutput.create(fileSystem, path, job).close();
    byFolder.put("", List.of(new TaskFile("", path.toString())));
  }

  private Path stagedOld(Path file) {
    String root = fileSystem.makeQualified(job.rootPath()).toUri().getPath();
    String below = fileSystem.makeQualified(file).toUri().getPath().substring(root.length());
    return new Path(staging, REPLACED + "/" + (below.startsWith("/") ? below.substring(1) : below));
  }

  private List<Move> publication(Map<String, List<TaskFile>> byFolder) {
    List<Move> moves = new ArrayList<>();
    byFolder.forEach(
        (partition, files) -> {
          ShardNames used = replaced.empties(job, partition) ? namesInEmptied : names;
          Path folder = job.folder(partition);
          for (int i = 0; i < files.size(); i++) {
            moves.add(
                new Move(
                    new Path(files.get(i).path()), new Path(folder, used.name(i, files.size()))));
          }
        });
    return moves;
  }

  private void undo(Moves moves, Collection<String> touched, Throwable failure) {
    try {
      moves.undo();
      oldFilesAreStaged = false;
      for (String partition : touched) {
        Folders.deleteEmptyUpTo(fileSystem, job.folder(partition), job.rootPath());
      }
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private void cleanUp(List<Path> old) {
    try {
      fileSystem.delete(staging, true);
    } catch (IOException e) {
      LOG.warn(
          "{}: the data is complete, but this folder of the write could not be deleted",
          staging,
          e);
    }
    old.stream()
        .map(Path::getParent)
        .distinct()
        .forEach(folder -> Folders.deleteEmptyUpTo(fileSystem, folder, job.rootPath()));
  }

  @Override
  public void abort(List<TaskFiles> tasks) throws IOException {
    if (oldFilesAreStaged) {
      throw new IOException(
          "%s/replaced holds files of %s that could not be moved back; move them before the next write"
              .formatted(staging, job.rootPath()));
    }
    fileSystem.delete(staging, true);
    if (!rootExisted) {
      Folders.deleteIfEmpty(fileSystem, job.rootPath());
    }
  }
}
