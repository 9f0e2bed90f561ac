package io.millrace.records.spark.write;

import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files under their final names, which do not depend on the attempt: whichever attempt commits, a
 * task gives each file once.
 */
record DirectPlaces(WriteJob job, ShardNames names, int task, int tasks) implements TaskPlaces {
  @Override
  public Path file(String partition, int part, int sequence) {
    String name = part == 0 ? names.name(task, tasks) : names.furtherPart(task, part, tasks);
    return new Path(job.folder(partition), name);
  }

  @Override
  public boolean writesEmptyShards() {
    return !job.isPartitioned();
  }

  /** Nothing: what was not closed was never visible, and the names may be another attempt's now. */
  @Override
  public void discard(FileSystem fileSystem) {}
}
