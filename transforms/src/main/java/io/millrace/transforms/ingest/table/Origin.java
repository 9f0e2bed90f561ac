package io.millrace.transforms.ingest.table;

import java.io.Serializable;
import org.apache.spark.TaskContext;

/** Where the rows of a partition come from, for messages; asked in the task that reads them. */
interface Origin extends Serializable {
  /** The file, or the table. */
  String source();

  /** The place of a row, counted from 0 in the partition. */
  String position(long row);

  /** A table that is no file. */
  record Table(String source) implements Origin {
    @Override
    public String position(long row) {
      return "partition %,d, row %,d".formatted(TaskContext.getPartitionId(), row + 1);
    }
  }

  /**
   * The file that Spark reads.
   *
   * @param row what a row is called
   */
  record File(String row) implements Origin {
    @Override
    public String source() {
      return FileOrder.currentFile();
    }

    @Override
    public String position(long index) {
      long start = FileOrder.currentStart();
      String place = "%s %,d".formatted(row, index + 1);
      return start == 0 ? place : place + " of those behind byte %,d".formatted(start);
    }
  }
}
