package io.millrace.records.spark.write;

import java.io.IOException;
import java.util.List;

/** The driver's part in a write: what tasks committed becomes visible, all or none. */
interface FileCommit {
  void commit(List<TaskFiles> tasks) throws IOException;

  /** Takes everything away that the write left; may follow a commit that failed. */
  void abort(List<TaskFiles> tasks) throws IOException;
}
