package io.millrace.records.spark.write;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.Path;

/**
 * How the files of one write, or of the epochs of one stream, are named and published.
 *
 * @param replaced which old files a write replaces; of a stream: each epoch
 * @param newFolder whether the target held nothing before
 * @param streamId 8 hexadecimal digits of a stream; empty for a batch
 */
record WritePlan(WriteJob job, Replaced replaced, boolean newFolder, String streamId)
    implements Serializable {
  /** The epoch of what is no stream. */
  static final long BATCH = -1;

  /** The driver's part. */
  FileCommit commit(long epoch) throws IOException {
    Replaced old =
        isStream() && replaced instanceof Replaced.Nothing
            ? new Replaced.Epoch(start(epoch))
            : replaced;
    if (job.direct()) {
      return new DirectCommit(job, old, directNames(epoch));
    }
    ShardNames plain = names(isStream() ? start(epoch) : job.options().filePrefix());
    ShardNames own = isStream() || newFolder ? plain : names(start(epoch) + "-" + job.shortId());
    boolean staysNew = newFolder && !isStream();
    return new RenameCommit(job, staging(epoch), old, own, plain, staysNew);
  }

  /** Tells of writes that were killed in the middle of their commit. */
  void warnOfLeftovers() throws IOException {
    if (!job.direct()) {
      Leftovers.warn(job.fileSystem(), job.rootPath());
    }
  }

  /** Where an attempt of a task puts its files. */
  TaskPlaces places(int task, int tasks, long taskId, long epoch) {
    if (job.direct()) {
      return new DirectPlaces(job, directNames(epoch), task, tasks);
    }
    boolean exactCount = job.options().shards() > 0 && !job.isPartitioned();
    return new StagedPlaces(
        new Path(job.rootPath(), staging(epoch)), "%05d-%d".formatted(task, taskId), exactCount);
  }

  /** With digits of the write, also in new folders: what to clean up is told by names. */
  private ShardNames directNames(long epoch) {
    return names(start(epoch) + "-" + job.shortId());
  }

  private boolean isStream() {
    return !streamId.isEmpty();
  }

  private String start(long epoch) {
    String prefix = job.options().filePrefix();
    return isStream() ? "%s-%s-%010d".formatted(prefix, streamId, epoch) : prefix;
  }

  private ShardNames names(String start) {
    return new ShardNames(start, job.codec().extension());
  }

  private String staging(long epoch) {
    return WriteJob.STAGING_PREFIX + job.id() + (isStream() ? "-" + epoch : "");
  }
}
