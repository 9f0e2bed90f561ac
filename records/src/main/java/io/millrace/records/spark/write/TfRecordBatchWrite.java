package io.millrace.records.spark.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** One write of a batch. */
final class TfRecordBatchWrite implements BatchWrite {
  private final WritePlan plan;
  private FileCommit commit;

  TfRecordBatchWrite(WritePlan plan) {
    this.plan = plan;
  }

  @Override
  public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
    try {
      plan.warnOfLeftovers();
      commit = plan.commit(WritePlan.BATCH);
    } catch (IOException e) {
      throw new UncheckedIOException(plan.job().root() + ": could not start writing", e);
    }
    return new RowWriterFactory(plan, info.numPartitions());
  }

  @Override
  public void commit(WriterCommitMessage[] messages) {
    try {
      commit.commit(TaskFiles.accepted(messages));
    } catch (IOException e) {
      throw new UncheckedIOException(plan.job().root() + ": could not commit", e);
    }
  }

  @Override
  public void abort(WriterCommitMessage[] messages) {
    try {
      commit.abort(TaskFiles.accepted(messages));
    } catch (IOException e) {
      throw new UncheckedIOException(plan.job().root() + ": could not clean up", e);
    }
  }

  @Override
  public String toString() {
    return "tfrecord " + plan.job().root();
  }
}
