package io.millrace.records.spark;

import java.util.List;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.connector.distributions.Distribution;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.write.RequiresDistributionAndOrdering;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.V1Write;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.apache.spark.sql.sources.InsertableRelation;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Writes to a table of Spark's own catalog that does not say that it is ours: Spark hands over rows
 * as in V1, and they are saved by V2. Streams come straight through.
 */
final class V1WriteBuilder implements SupportsTruncate {
  private final WriteBuilder direct;
  private final CaseInsensitiveStringMap options;
  private final List<String> partitionColumns;
  private SaveMode mode = SaveMode.Append;

  V1WriteBuilder(
      WriteBuilder direct, CaseInsensitiveStringMap options, List<String> partitionColumns) {
    this.direct = direct;
    this.options = options;
    this.partitionColumns = partitionColumns;
  }

  @Override
  public WriteBuilder truncate() {
    mode = SaveMode.Overwrite;
    ((SupportsTruncate) direct).truncate();
    return this;
  }

  @Override
  public Write build() {
    return new SaveOrStream((RequiresDistributionAndOrdering) direct.build());
  }

  /**
   * Batches by the save mode; streams, whose rows Spark sorts as the write wants them, straight.
   */
  private final class SaveOrStream implements V1Write, RequiresDistributionAndOrdering {
    private final RequiresDistributionAndOrdering write;

    SaveOrStream(RequiresDistributionAndOrdering write) {
      this.write = write;
    }

    @Override
    public InsertableRelation toInsertableRelation() {
      return (data, overwrite) ->
          new SavedData(data, options).partitionedBy(partitionColumns).save(mode);
    }

    @Override
    public StreamingWrite toStreaming() {
      return write.toStreaming();
    }

    @Override
    public Distribution requiredDistribution() {
      return write.requiredDistribution();
    }

    @Override
    public int requiredNumPartitions() {
      return write.requiredNumPartitions();
    }

    @Override
    public SortOrder[] requiredOrdering() {
      return write.requiredOrdering();
    }
  }
}
