package io.millrace.records.spark.write;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files in a folder of the attempt below the staging folder of the job.
 *
 * @param staging the folder of the job
 * @param attempt the folder of the attempt in it
 */
record StagedPlaces(Path staging, String attempt, boolean writesEmptyShards) implements TaskPlaces {
  @Override
  public Path file(String partition, int part, int sequence) {
    return new Path(staging, attempt + "/%05d".formatted(sequence));
  }

  @Override
  public void discard(FileSystem fileSystem) throws IOException {
    fileSystem.delete(new Path(staging, attempt), true);
    // The job may have ended and taken its folder away before this attempt made it anew.
    Folders.deleteIfEmpty(fileSystem, staging);
  }
}
