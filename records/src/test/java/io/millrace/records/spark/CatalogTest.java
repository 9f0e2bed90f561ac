package io.millrace.records.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All of SQL without configuration, and more, with the catalog. */
final class CatalogTest extends SqlTest {
  @Override
  SparkSession session() {
    SparkSession session = SparkTests.session().newSession();
    session.conf().set("spark.sql.catalog.spark_catalog", TfRecordCatalog.class.getName());
    // Spark looks the catalog up in the settings of the thread's session.
    SparkSession.setActiveSession(session);
    return session;
  }

  @AfterEach
  void resetSession() {
    SparkSession.setActiveSession(SparkTests.session());
  }

  @Test
  void aTableIsMadeOfAQuery() {
    sql("CREATE TABLE t USING tfrecord " + place() + " AS SELECT id, 'x' name FROM range(3)");

    assertThat(sql("SELECT * FROM t")).containsExactly("[0,x]", "[1,x]", "[2,x]");
    assertThat(SparkTests.plan(spark().table("t").select("name"))).contains("columns: [name]");
  }

  @Test
  void rowsAreSavedAsATable() {
    spark()
        .range(4)
        .selectExpr("id", "id % 2 part")
        .write()
        .partitionBy("part")
        .format("tfrecord")
        .saveAsTable("t");
    spark()
        .range(4, 6)
        .selectExpr("id", "id % 2 part")
        .write()
        .mode("append")
        .format("tfrecord")
        .partitionBy("part")
        .saveAsTable("t");

    assertThat(sql("SELECT id FROM t WHERE part = 1")).containsExactly("[1]", "[3]", "[5]");
  }

  @Test
  void aPartitionIsOverwritten() {
    sql("CREATE TABLE t (id BIGINT, day INT) USING tfrecord PARTITIONED BY (day) " + place());
    sql("INSERT INTO t VALUES (1, 1), (2, 2)");

    sql("INSERT OVERWRITE t PARTITION (day = 2) SELECT 7L");
    sql("INSERT INTO t PARTITION (day = 3) SELECT 8L");

    assertThat(sql("SELECT * FROM t")).containsExactly("[1,1]", "[7,2]", "[8,3]");
  }

  @Test
  void otherTablesAreAsWithoutIt() {
    sql("CREATE TABLE u USING parquet AS SELECT id FROM range(2)");
    sql("INSERT INTO u VALUES (5)");

    assertThat(sql("SELECT * FROM u")).containsExactly("[0]", "[1]", "[5]");
  }

  @Test
  void countsArePushed() {
    sql("CREATE TABLE t (id BIGINT) USING tfrecord " + place());
    sql("INSERT INTO t VALUES (1), (2)");

    assertThat(SparkTests.plan(spark().sql("SELECT count(*) FROM t"))).contains("pushed: count(*)");
  }

  @Test
  void partitionsAreDeletedAndTablesTruncated() {
    sql("CREATE TABLE t (id BIGINT, day INT) USING tfrecord PARTITIONED BY (day) " + place());
    sql("INSERT INTO t VALUES (1, 1), (2, 2), (3, 3), (4, null)");

    sql("DELETE FROM t WHERE day >= 2 AND day < 3");
    assertThat(sql("SELECT * FROM t")).containsExactly("[1,1]", "[3,3]", "[4,null]");
    assertThatThrownBy(() -> sql("DELETE FROM t WHERE id = 1")).hasMessageContaining("id");
    sql("DELETE FROM t WHERE day IS NULL");
    assertThat(sql("SELECT * FROM t")).containsExactly("[1,1]", "[3,3]");

    sql("TRUNCATE TABLE t");
    assertThat(sql("SELECT * FROM t")).isEmpty();
    sql("INSERT INTO t VALUES (5, 1)");
    assertThat(sql("SELECT * FROM t")).containsExactly("[5,1]");
    sql("DELETE FROM t");
    assertThat(sql("SELECT * FROM t")).isEmpty();
  }

  @Test
  void aPartitionThatAnotherToolNamedIsOverwrittenAndDeletedByItsValue() throws Exception {
    sql("CREATE TABLE t (id BIGINT, day INT) USING tfrecord PARTITIONED BY (day) " + place());
    sql("INSERT INTO t VALUES (1, 1), (2, 2)");
    Files.move(folder().resolve("day=1"), folder().resolve("DAY=01"));

    sql("INSERT OVERWRITE t PARTITION (day = 1) SELECT 7L");
    assertThat(sql("SELECT * FROM t")).containsExactly("[2,2]", "[7,1]");

    Files.move(folder().resolve("day=1"), folder().resolve("Day=%301"));
    spark().conf().set("spark.sql.sources.partitionOverwriteMode", "dynamic");
    sql("INSERT OVERWRITE t VALUES (8, 1)");
    assertThat(sql("SELECT * FROM t")).containsExactly("[2,2]", "[8,1]");

    Files.move(folder().resolve("day=1"), folder().resolve("DAY=01"));
    sql("DELETE FROM t WHERE day = 1");
    assertThat(sql("SELECT * FROM t")).containsExactly("[2,2]");
  }

  @Test
  void whatTheTableWasMadeOfIsTold() {
    sql(
        "CREATE TABLE t (id BIGINT) USING tfrecord OPTIONS (codec 'gzip') COMMENT 'of ids' "
            + place()
            + " TBLPROPERTIES ('team' = 'blue')");

    assertThat(sql("SHOW TBLPROPERTIES t")).contains("[team,blue]").noneMatch(CatalogTest::inner);
    assertThat(sql("SHOW CREATE TABLE t").get(0))
        .contains("USING tfrecord", "COMMENT 'of ids'", "'codec' = 'gzip'", "'team' = 'blue'")
        .matches(text -> !inner(text));
    assertThat(sql("DESCRIBE TABLE EXTENDED t"))
        .contains("[Comment,of ids,]", "[Provider,tfrecord,]")
        .noneMatch(CatalogTest::inner);
  }

  private static boolean inner(String text) {
    return text.contains("millrace.direct");
  }

  @Test
  void theProvidersClassNamesATable() {
    sql(
        "CREATE TABLE t USING io.millrace.records.spark.TfRecordProvider "
            + place()
            + " AS SELECT id FROM range(2)");
    sql("INSERT INTO t VALUES (7)");

    assertThat(sql("SELECT * FROM t")).containsExactly("[0]", "[1]", "[7]");
  }

  @Test
  void rowsWrittenToATableAreSpreadOverItsShards() throws Exception {
    sql("CREATE TABLE t (id BIGINT) USING tfrecord " + place());
    spark().range(0, 100, 1, 2).toDF("id").writeTo("t").option("shards", "3").append();

    assertThat(shards()).hasSize(3);
    assertThat(sql("SELECT count(*) FROM t")).containsExactly("[100]");
  }
}
