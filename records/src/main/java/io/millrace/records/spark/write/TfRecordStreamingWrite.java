package io.millrace.records.spark.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;

/** The epochs of a stream: one that comes again replaces its files. */
final class TfRecordStreamingWrite implements StreamingWrite {
  private final WritePlan plan;

  /** Commits that failed, which know what they could not bring back. */
  private final Map<Long, FileCommit> failed = new HashMap<>();

  TfRecordStreamingWrite(WritePlan plan) {
    this.plan = plan;
  }

  @Override
  public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
    try {
      plan.warnOfLeftovers();
    } catch (IOException e) {
      throw new UncheckedIOException(plan.job().root() + ": could not start writing", e);
    }
    return new RowWriterFactory(plan, info.numPartitions());
  }

  @Override
  public void commit(long epochId, WriterCommitMessage[] messages) {
    try {
      FileCommit commit = plan.commit(epochId);
      failed.put(epochId, commit);
      commit.commit(TaskFiles.accepted(messages));
      failed.remove(epochId);
    } catch (IOException e) {
      throw new UncheckedIOException(plan.job().root() + ": could not commit epoch " + epochId, e);
    }
  }

  @Override
  public void abort(long epochId, WriterCommitMessage[] messages) {
    try {
      FileCommit commit = failed.remove(epochId);
      if (commit == null) {
        commit = plan.commit(epochId);
      }
      commit.abort(TaskFiles.accepted(messages));
    } catch (IOException e) {
      throw new UncheckedIOException(
          plan.job().root() + ": could not clean up after epoch " + epochId, e);
    }
  }

  @Override
  public String toString() {
    return "tfrecord " + plan.job().root();
  }
}
