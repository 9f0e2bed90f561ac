package io.millrace.records.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQL in Spark's own catalog, without any configuration. */
class SqlTest {
  private final SparkSession spark = session();

  @TempDir private Path temp;

  SparkSession session() {
    return SparkTests.session();
  }

  @AfterEach
  void dropTables() {
    sql("DROP TABLE IF EXISTS t");
    sql("DROP TABLE IF EXISTS u");
  }

  final List<String> sql(String text) {
    return spark.sql(text).collectAsList().stream().map(Row::toString).sorted().toList();
  }

  final String place() {
    return "LOCATION '" + temp.resolve("t").toUri() + "'";
  }

  final Path folder() {
    return temp.resolve("t");
  }

  final SparkSession spark() {
    return spark;
  }

  @Test
  void aTableAtAPlaceIsWrittenAndRead() {
    sql("CREATE TABLE t (id BIGINT, name STRING) USING tfrecord " + place());
    assertThat(sql("SELECT * FROM t")).isEmpty();

    sql("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
    assertThat(sql("SELECT * FROM t")).containsExactly("[1,a]", "[2,b]");

    sql("INSERT INTO t SELECT id + 2, name FROM t");
    assertThat(sql("SELECT name, id FROM t WHERE id > 2")).containsExactly("[a,3]", "[b,4]");
    assertThat(sql("SELECT count(*) FROM t")).containsExactly("[4]");

    sql("INSERT OVERWRITE t VALUES (9, null)");
    assertThat(sql("SELECT * FROM t")).containsExactly("[9,null]");
  }

  @Test
  void aManagedTableIsWrittenReadAndDropped() {
    sql("CREATE TABLE t (id BIGINT, xs ARRAY<FLOAT>) USING tfrecords OPTIONS (codec 'gzip')");
    sql("INSERT INTO t VALUES (1, array(1.5)), (2, array())");

    assertThat(sql("SELECT id, size(xs) FROM t")).containsExactly("[1,1]", "[2,0]");
    assertThat(sql("SELECT id FROM t WHERE get(xs, 0) > 1")).containsExactly("[1]");

    sql("DROP TABLE t");
    sql("CREATE TABLE t (id BIGINT) USING tfrecord");
    assertThat(sql("SELECT * FROM t")).isEmpty();
  }

  @Test
  void aPartitionedTableIsWrittenAndRead() {
    sql(
        "CREATE TABLE t (id BIGINT, name STRING, day INT) USING tfrecord PARTITIONED BY (day) "
            + place());
    sql("INSERT INTO t (id, day, name) VALUES (1, 1, 'a'), (2, 2, 'b')");
    sql("INSERT INTO t (id, day, name) VALUES (3, 2, 'c')");

    assertThat(temp.resolve("t/day=1")).isDirectory();
    assertThat(sql("SELECT id, name FROM t WHERE day = 2")).containsExactly("[2,b]", "[3,c]");
    assertThat(sql("SELECT day, count(*) FROM t GROUP BY day")).containsExactly("[1,1]", "[2,2]");

    sql("INSERT OVERWRITE t (id, day, name) VALUES (4, 3, 'd')");
    assertThat(sql("SELECT id, day FROM t")).containsExactly("[4,3]");
  }

  @Test
  void aManagedPartitionedTableIsWrittenAndRead() {
    sql("CREATE TABLE t (id BIGINT, day DATE) USING tfrecord PARTITIONED BY (day)");
    sql("INSERT INTO t VALUES (1, DATE'2024-01-31'), (2, null)");

    assertThat(sql("SELECT id FROM t WHERE day > DATE'2024-01-01'")).containsExactly("[1]");
    assertThat(sql("SELECT id FROM t WHERE day IS NULL")).containsExactly("[2]");
  }

  @Test
  void dynamicOverwriteKeepsOtherPartitions() {
    sql("CREATE TABLE t (id BIGINT, day INT) USING tfrecord PARTITIONED BY (day) " + place());
    sql("INSERT INTO t VALUES (1, 1), (2, 2)");
    spark.conf().set("spark.sql.sources.partitionOverwriteMode", "dynamic");
    try {
      sql("INSERT OVERWRITE t VALUES (3, 2)");
    } finally {
      spark.conf().unset("spark.sql.sources.partitionOverwriteMode");
    }

    assertThat(sql("SELECT * FROM t")).containsExactly("[1,1]", "[3,2]");
  }

  @Test
  void theSchemaOfExistingFilesIsFound() {
    spark
        .range(3)
        .selectExpr("id", "id % 2 part")
        .write()
        .partitionBy("part")
        .format("tfrecord")
        .save(temp.resolve("t").toString());

    sql("CREATE TABLE t USING tfrecord " + place());

    assertThat(sql("SELECT id, part FROM t WHERE part = 0")).containsExactly("[0,0]", "[2,0]");
  }

  @Test
  void filesAreQueriedByTheirPath() {
    spark.range(3).write().format("tfrecord").save(temp.resolve("t").toString());

    spark.sql("CREATE TEMPORARY VIEW v USING tfrecord OPTIONS (path '" + temp.resolve("t") + "')");
    try {
      assertThat(sql("SELECT * FROM v")).containsExactly("[0]", "[1]", "[2]");
      sql("INSERT INTO v VALUES (7)");
      assertThat(sql("SELECT * FROM v WHERE id > 1")).containsExactly("[2]", "[7]");
    } finally {
      spark.catalog().dropTempView("v");
    }
  }

  @Test
  void optionsOfATableAreHonoured() {
    sql(
        "CREATE TABLE t (byteArray BINARY) USING tfrecord OPTIONS (recordType 'ByteArray') "
            + place());
    sql("INSERT INTO t VALUES (X'01FF')");

    assertThat(sql("SELECT hex(byteArray) FROM t")).containsExactly("[01FF]");
  }

  @Test
  void aTableIsWrittenInAsManyShardsAsItsOptionsSay() throws IOException {
    sql("CREATE TABLE t (id BIGINT, xs ARRAY<FLOAT>) USING tfrecord OPTIONS (shards 3) " + place());
    sql("INSERT INTO t SELECT id, array(1.5) FROM range(0, 100, 1, 2)");

    assertThat(shards()).hasSize(3).allMatch(name -> name.endsWith("-of-00003"));
    assertThat(sql("SELECT count(*) FROM t")).containsExactly("[100]");

    sql("INSERT OVERWRITE t SELECT id, array(1.5) FROM range(0, 100, 1, 5)");
    assertThat(shards()).hasSize(3).allMatch(name -> name.endsWith("-of-00003"));
  }

  final List<String> shards() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anotherTableOfTheSamePathInAnotherFileSystemIsAnother() {
    String folder = temp.resolve("t").toString();
    assertThat(CatalogPartitions.of(spark, "file:" + folder, new Configuration())).isEmpty();
    sql("CREATE TABLE t (id BIGINT, day INT) USING tfrecord PARTITIONED BY (day) " + place());

    assertThat(CatalogPartitions.of(spark, "file:" + folder + "/", new Configuration()))
        .containsExactly("day");
    assertThat(CatalogPartitions.of(spark, folder, new Configuration())).containsExactly("day");
    assertThat(CatalogPartitions.of(spark, "keyed:" + folder, new Configuration())).isEmpty();
  }
}
