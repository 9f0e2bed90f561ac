package io.millrace.records.spark.write;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Where an attempt of a task puts its files. */
interface TaskPlaces {
  /**
   * The place of a file.
   *
   * @param partition its folder below the root
   * @param part how many files this attempt started in that folder before
   * @param sequence how many it started in all
   */
  Path file(String partition, int part, int sequence);

  /** Whether a task without rows writes a file, too. */
  boolean writesEmptyShards();

  /** Takes away what an attempt that gave up left. */
  void discard(FileSystem fileSystem) throws IOException;
}
