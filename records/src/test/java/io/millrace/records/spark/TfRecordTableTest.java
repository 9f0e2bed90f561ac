package io.millrace.records.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.V1Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TfRecordTableTest {
  private static final SparkSession SPARK = SparkTests.session();
  private static final StructType SCHEMA = StructType.fromDDL("id BIGINT, part BIGINT");

  @TempDir private Path temp;

  private String folder() {
    return temp.resolve("t").toString();
  }

  private TfRecordTable table(Map<String, String> more, Transform... partitioning) {
    Map<String, String> properties = new HashMap<>(more);
    properties.put("path", folder());
    return (TfRecordTable) new TfRecordProvider().getTable(SCHEMA, partitioning, properties);
  }

  private record Info(StructType schema) implements LogicalWriteInfo {
    @Override
    public String queryId() {
      return "query";
    }

    @Override
    public CaseInsensitiveStringMap options() {
      return CaseInsensitiveStringMap.empty();
    }
  }

  private static void insert(WriteBuilder builder, Dataset<Row> data) {
    ((V1Write) builder.build()).toInsertableRelation().insert(data, false);
  }

  @Test
  void aTableOfACatalogWritesByV2() {
    assertThat(table(Map.of("provider", "TFRecord")).capabilities())
        .contains(TableCapability.BATCH_WRITE);
    assertThat(table(Map.of()).capabilities())
        .contains(TableCapability.V1_BATCH_WRITE, TableCapability.STREAMING_WRITE)
        .doesNotContain(TableCapability.BATCH_WRITE);
  }

  @Test
  void rowsThatComeByV1AreWrittenByV2() {
    Dataset<Row> data = SPARK.range(4).selectExpr("id", "id % 2 part");
    TfRecordTable table = table(Map.of(), Expressions.identity("part"));

    insert(table.newWriteBuilder(new Info(SCHEMA)), data);
    insert(table.newWriteBuilder(new Info(SCHEMA)), data.selectExpr("id + 10 id", "part"));
    assertThat(temp.resolve("t/part=1")).isDirectory();
    assertThat(SPARK.read().format("tfrecord").load(folder()).count()).isEqualTo(8);

    insert(((SupportsTruncate) table.newWriteBuilder(new Info(SCHEMA))).truncate(), data);
    assertThat(SPARK.read().format("tfrecord").load(folder()).count()).isEqualTo(4);
  }

  @Test
  void aSchemaIsInferredInOneJob() throws Exception {
    SPARK.range(4).write().format("tfrecord").save(folder());
    AtomicInteger jobs = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    SPARK.sparkContext().listenerBus().waitUntilEmpty();
    SPARK.sparkContext().addSparkListener(listener);
    try {
      List<Row> rows = SPARK.read().format("tfrecord").load(folder()).collectAsList();
      SPARK.sparkContext().listenerBus().waitUntilEmpty();

      assertThat(rows).hasSize(4);
      assertThat(jobs).hasValue(2);
    } finally {
      SPARK.sparkContext().removeSparkListener(listener);
    }
  }

  @Test
  void onlyColumnsPartitionATable() {
    assertThatThrownBy(() -> table(Map.of(), Expressions.bucket(4, "id")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found the partitioning bucket(4, id) (expected: a column)");
    assertThatThrownBy(() -> table(Map.of(), Expressions.identity("day")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found no column day to partition by (expected: one of id, part)");
  }

  @Test
  void aWriteHasOnePath() {
    TfRecordTable table = table(Map.of("paths", "[\"/x\"]"));

    assertThatThrownBy(() -> table.newWriteBuilder(new Info(SCHEMA)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 2 paths to write to");
  }
}
