package io.millrace.transforms.ingest.source;

import io.millrace.artifacts.storage.Storage;

/** Says which of the files below the folders of an input are read. Used on the driver. */
@FunctionalInterface
public interface FileChoice {
  /** Takes all. */
  FileChoice ALL = file -> true;

  /**
   * Whether to read a file.
   *
   * @throws io.millrace.artifacts.MillraceException (data) if it must not be there as it is
   */
  boolean takes(Storage.Entry file);
}
