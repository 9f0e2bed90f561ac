package io.millrace.transforms.examples;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.artifacts.storage.WholeOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/**
 * The files that tasks write for an Examples artefact, until the driver accepts them. Goes to the
 * tasks.
 *
 * <p>Each attempt at a task writes files of its own, with the attempt's id in their names, in a
 * folder <em>beside</em> the artefact's. The results of the Spark job name the files of the
 * attempts that Spark took, and the driver moves these, no other, to their names. So a retried,
 * speculative or killed attempt can neither leave nor double nor replace a shard, however late it
 * runs: what it writes lies beside, in a folder that goes with the publication.
 *
 * <p>Object stores that can give up an upload need no move: there shards are written under their
 * names. A killed attempt never completes its upload, and a repeated one replaces a shard by the
 * same bytes, since shards depend on the input and the options alone.
 */
public final class AttemptFiles implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int PARALLEL_MOVES = 16;

  private final Storage storage;
  private final String output;
  private final String prefix;
  private final String folder;
  private final boolean direct;

  /**
   * The attempts at the shards of an artefact.
   *
   * @param output the artefact's staged folder
   * @param prefix what the names of its shards start with, such as {@code data_tfrecord}
   */
  public AttemptFiles(Storage storage, String output, String prefix) throws IOException {
    this.storage = storage;
    this.output = output;
    this.prefix = prefix;
    this.folder = ArtifactLayout.attempts(output);
    this.direct = storage.replacesWhole(output);
  }

  /** The driver's part: a job whose tasks write, and what follows. */
  @FunctionalInterface
  public interface Work<T> {
    /** Runs it. */
    T run() throws IOException;
  }

  /** {@code data_tfrecord-00000-of-00002.gz}, in ASCII digits in any locale. */
  public static String shardName(String prefix, int number, int shards, ShardForm form) {
    return String.format(
        Locale.ROOT, "%s-%05d-of-%05d%s", prefix, number, shards, form.extension());
  }

  /**
   * In a task: starts this attempt at a shard; the caller closes it.
   *
   * @param shards of the split
   * @throws TaskKilledException if the attempt is no longer wanted; then no file is made
   */
  public ShardWriter create(String split, int number, int shards, ShardForm form)
      throws IOException {
    stopIfKilled();
    if (direct) {
      String uri = target(split, number, shards, form);
      return new ShardWriter(split, number, uri, storage.replace(uri), form);
    }
    return attempt(split, number, form, TaskContext.get().taskAttemptId());
  }

  /**
   * In a task: starts this attempt at a file that the driver will number; the caller closes it.
   *
   * @param kind the name of its folder in the artefact
   * @param number its place among those of its kind
   * @throws TaskKilledException if the attempt is no longer wanted; then no file is made
   */
  public ShardWriter createUnnumbered(String kind, int number, ShardForm form) throws IOException {
    stopIfKilled();
    return attempt(kind, number, form, TaskContext.get().taskAttemptId());
  }

  ShardWriter attempt(String split, int number, ShardForm form, long attempt) throws IOException {
    String name = String.format(Locale.ROOT, "%s-%05d-attempt-%d", split, number, attempt);
    String uri = Storage.resolve(folder, name);
    OutputStream out = storage.create(uri);
    return new ShardWriter(split, number, uri, new WholeOutput(out, () -> discard(out, uri)), form);
  }

  private void discard(OutputStream out, String uri) throws IOException {
    try {
      out.close();
    } finally {
      storage.delete(uri);
    }
  }

  private String target(String split, int number, int shards, ShardForm form) {
    return Storage.resolve(
        ArtifactLayout.split(output, split), shardName(prefix, number, shards, form));
  }

  /**
   * In a task: gives up if another attempt was faster or the job was cancelled.
   *
   * @throws TaskKilledException then
   */
  public static void stopIfKilled() {
    if (TaskContext.get().isInterrupted()) {
      throw new TaskKilledException("another attempt was faster, or the job was cancelled");
    }
  }

  /** On the driver: runs the work, then deletes what attempts left, as far as that is possible. */
  public <T> T during(Work<T> work) throws IOException {
    T result;
    try {
      result = work.run();
    } catch (Throwable e) {
      // Throwable: Spark throws its checked exceptions undeclared.
      delete(e);
      throw e;
    }
    delete(null);
    return result;
  }

  private void delete(Throwable failure) {
    try {
      storage.delete(folder);
    } catch (IOException | RuntimeException e) {
      // A late attempt may write there just now. What stays goes with the staged place.
      if (failure != null) {
        failure.addSuppressed(e);
      }
    }
  }

  /**
   * On the driver: moves the accepted files of a split to their names, unless they are there.
   *
   * @param results of the job; those of other splits are passed over
   * @param shards of the split
   * @return the files in their order, for the manifest
   * @throws MillraceException (environment) if the storage does not hold what a task wrote
   */
  public List<Manifest.ShardFile> accept(
      List<ShardResult> results, String split, int shards, ShardForm form) throws IOException {
    return accept(results, split, shards, form, prefix, ArtifactLayout.split(output, split));
  }

  /**
   * On the driver: moves the accepted files of a kind to a folder of their own, numbered anew in
   * the order given; empty ones are left behind.
   *
   * @return the files in their order
   */
  public List<Manifest.ShardFile> acceptFilled(
      List<ShardResult> results, String kind, ShardForm form) throws IOException {
    List<ShardResult> filled =
        results.stream()
            .filter(result -> result.split().equals(kind) && result.records() > 0)
            .toList();
    List<ShardResult> renumbered = new ArrayList<>();
    for (ShardResult result : filled) {
      renumbered.add(result.numbered(renumbered.size()));
    }
    String folder = Storage.resolve(output, kind);
    return accept(renumbered, kind, renumbered.size(), form, kind, folder);
  }

  private List<Manifest.ShardFile> accept(
      List<ShardResult> results,
      String split,
      int shards,
      ShardForm form,
      String namePrefix,
      String folder)
      throws IOException {
    List<ShardResult> mine =
        results.stream()
            .filter(result -> result.split().equals(split))
            .sorted(Comparator.comparingInt(ShardResult::number))
            .toList();
    List<Manifest.ShardFile> files = new ArrayList<>();
    List<Callable<Void>> moves = new ArrayList<>();
    for (ShardResult result : mine) {
      String name = shardName(namePrefix, result.number(), shards, form);
      String target = Storage.resolve(folder, name);
      moves.add(
          () -> {
            checkStored(result);
            if (!result.attemptUri().equals(target)) {
              storage.move(result.attemptUri(), target);
            }
            return null;
          });
      files.add(new Manifest.ShardFile(name, result.records(), result.bytes(), result.sha256()));
    }
    run(moves);
    return files;
  }

  /** A connector that lost an upload and said nothing must not lose data. */
  private void checkStored(ShardResult result) throws IOException {
    long stored = storage.stat(result.attemptUri()).length();
    if (stored != result.bytes()) {
      throw MillraceException.environment(
          String.format(
              Locale.ROOT,
              "%s: the storage holds %,d bytes (expected: the %,d that were written); run again",
              result.attemptUri(),
              stored,
              result.bytes()),
          null);
    }
  }

  private void run(List<Callable<Void>> moves) throws IOException {
    ExecutorService movers = Executors.newFixedThreadPool(PARALLEL_MOVES);
    try {
      for (Future<Void> move : movers.invokeAll(moves)) {
        move.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof MillraceException known) {
        throw known;
      }
      throw new IOException("cannot move shards to " + output + ": " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while moving shards to " + output, e);
    } finally {
      movers.shutdownNow();
    }
  }
}
