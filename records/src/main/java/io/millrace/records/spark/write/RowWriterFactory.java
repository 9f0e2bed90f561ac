package io.millrace.records.spark.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;

/** Makes the writers of tasks, on executors. */
final class RowWriterFactory implements DataWriterFactory, StreamingDataWriterFactory {
  private static final long serialVersionUID = 1L;

  private final WritePlan plan;
  private final int tasks;

  RowWriterFactory(WritePlan plan, int tasks) {
    this.plan = plan;
    this.tasks = tasks;
  }

  @Override
  public DataWriter<InternalRow> createWriter(int partitionId, long taskId) {
    return createWriter(partitionId, taskId, WritePlan.BATCH);
  }

  @Override
  public DataWriter<InternalRow> createWriter(int partitionId, long taskId, long epochId) {
    TaskPlaces places = plan.places(partitionId, tasks, taskId, epochId);
    try {
      return new TaskWriter(plan.job(), places, partitionId);
    } catch (IOException e) {
      throw new UncheckedIOException(plan.job().root() + ": could not start writing", e);
    }
  }
}
