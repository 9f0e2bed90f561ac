package io.millrace.records.spark.write;

import org.apache.spark.sql.connector.distributions.Distribution;
import org.apache.spark.sql.connector.distributions.Distributions;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.SortDirection;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.RequiresDistributionAndOrdering;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;

/**
 * A write, planned: rows come sorted by partition columns, so that a task has one file open, and
 * spread over so many tasks as shards are wanted.
 */
final class TfRecordWrite implements RequiresDistributionAndOrdering {
  private final WritePlan plan;
  private final String streamId;
  private final int tasks;

  /**
   * A write.
   *
   * @param plan that of a batch
   * @param streamId the digits that names of files get if it is a stream
   * @param tasks how many tasks Spark has to spread the rows over; 0: as they come
   */
  TfRecordWrite(WritePlan plan, String streamId, int tasks) {
    this.plan = plan;
    this.streamId = streamId;
    this.tasks = tasks;
  }

  @Override
  public BatchWrite toBatch() {
    return new TfRecordBatchWrite(plan);
  }

  /**
   * In Complete mode each epoch is the whole result, whatever {@code partitionOverwriteMode} says:
   * groups that vanished must not keep their old rows.
   */
  @Override
  public StreamingWrite toStreaming() {
    Replaced replaced =
        plan.replaced() instanceof Replaced.Nothing ? plan.replaced() : new Replaced.Everything();
    return new TfRecordStreamingWrite(new WritePlan(plan.job(), replaced, false, streamId));
  }

  /** By the hash of all columns, as only that gives a number of tasks and is stable on retries. */
  @Override
  public Distribution requiredDistribution() {
    if (tasks == 0) {
      return Distributions.unspecified();
    }
    Expression[] columns = new Expression[plan.job().schema().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = column(plan.job().schema().fieldNames()[i]);
    }
    return Distributions.clustered(columns);
  }

  @Override
  public int requiredNumPartitions() {
    return tasks;
  }

  @Override
  public SortOrder[] requiredOrdering() {
    return plan.job().partitionColumns().stream()
        .map(name -> Expressions.sort(column(name), SortDirection.ASCENDING))
        .toArray(SortOrder[]::new);
  }

  private static NamedReference column(String name) {
    return Expressions.column("`" + name.replace("`", "``") + "`");
  }

  @Override
  public String description() {
    return "tfrecord " + plan.job().root();
  }
}
