package io.millrace.transforms.ingest;

import io.millrace.transforms.component.Progress;
import io.millrace.transforms.ingest.source.SparkRecords;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import scala.Option;

/** Records that Spark reads. */
final class RowInput implements IngestInput {
  private final JavaRDD<SparkRecords.Row> rows;
  private final String name;
  private final Optional<Integer> wantedShards;
  private final int shards;

  /**
   * Rows.
   *
   * @param name for messages
   * @param wantedShards the most; none: as many as there are partitions, or {@code shards} in a
   *     shuffle
   */
  RowInput(
      JavaRDD<SparkRecords.Row> rows, String name, Optional<Integer> wantedShards, int shards) {
    this.rows = rows;
    this.name = name;
    this.wantedShards = wantedShards;
    this.shards = shards;
  }

  /** Rows that become no shards. */
  RowInput(JavaRDD<SparkRecords.Row> rows, String name) {
    this(rows, name, Optional.empty(), rows.getNumPartitions());
  }

  @Override
  public int shards() {
    return shards;
  }

  @Override
  public int shardsInOrder() {
    return Math.min(rows.getNumPartitions(), wantedShards.orElse(Integer.MAX_VALUE));
  }

  @Override
  public TaskOutcome writeInOrder(IngestPlan plan, Progress.TaskCounter progress) {
    JavaRDD<SparkRecords.Row> ordered = rows;
    if (plan.shards() < rows.getNumPartitions()) {
      ordered =
          rows.rdd()
              .coalesce(plan.shards(), false, Option.apply(new Neighbours()), null)
              .toJavaRDD();
    }
    return TaskOutcome.sum(
        ordered.mapPartitionsWithIndex(new RowTask(plan, name, progress), false).collect());
  }

  @Override
  public int tasks() {
    return rows.getNumPartitions();
  }

  @Override
  public <T> JavaRDD<T> map(Reading<T> reading) {
    String source = name;
    return rows.mapPartitions(part -> reading.of(new RowStream(part, source)));
  }
}
