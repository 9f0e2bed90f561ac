package io.millrace.records.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamTest {
  private static final SparkSession SPARK = SparkTests.session();
  private static final Trigger AVAILABLE_NOW = Trigger.AvailableNow();

  @TempDir private Path temp;
  private String in;
  private String out;

  @BeforeEach
  void makeFolders() throws IOException {
    in = Files.createDirectory(temp.resolve("in")).toString();
    out = temp.resolve("out").toString();
  }

  private void write(long from, long to) {
    SPARK
        .range(from, to, 1, 1)
        .selectExpr("id", "id % 2 part")
        .write()
        .mode("append")
        .format("tfrecord")
        .save(in);
  }

  private DataStreamReader reader() {
    return SPARK.readStream().schema("id bigint, part bigint").format("tfrecord");
  }

  /** Runs a stream from one folder to the other until nothing is new; gives its batches. */
  private long run(DataStreamReader reader) throws Exception {
    StreamingQuery query =
        reader
            .load(in)
            .writeStream()
            .format("tfrecord")
            .option("checkpointLocation", temp.resolve("checkpoint").toString())
            .option("partitionColumns", "part")
            .trigger(AVAILABLE_NOW)
            .start(out);
    query.awaitTermination();
    return query.lastProgress() == null ? 0 : query.lastProgress().batchId() + 1;
  }

  private List<Long> result() {
    Dataset<Row> data = SPARK.read().schema("id bigint").format("tfrecord").load(out);
    return data.collectAsList().stream().map(row -> row.getLong(0)).sorted().toList();
  }

  @Test
  void newFilesArriveOnceAcrossRestarts() throws Exception {
    write(0, 3);
    run(reader());
    assertThat(result()).containsExactly(0L, 1L, 2L);
    assertThat(Path.of(out, "part=0")).isDirectory();

    run(reader());
    write(3, 5);
    write(5, 6);
    run(reader());
    run(reader());

    assertThat(result()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void aBatchHasAtMostSoManyFiles() throws Exception {
    for (int i = 0; i < 5; i++) {
      write(i, i + 1);
    }

    long batches = run(reader().option("maxFilesPerTrigger", 2));

    assertThat(batches).isGreaterThanOrEqualTo(3);
    assertThat(result()).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void aBatchThatWasLoggedBeforeACrashIsNotLost() throws Exception {
    write(0, 3);
    run(reader());
    write(3, 5);
    run(reader());
    // As if the last batch had failed: its offsets are known, its commit is not.
    Files.delete(temp.resolve("checkpoint/commits/1"));
    Files.deleteIfExists(temp.resolve("checkpoint/commits/.1.crc"));
    run(reader());

    assertThat(result()).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void partitionsAreColumnsOfAStream() throws Exception {
    SPARK
        .range(0, 4, 1, 1)
        .selectExpr("id", "id % 2 part")
        .write()
        .partitionBy("part")
        .format("tfrecord")
        .save(in + "/t");

    StreamingQuery query =
        SPARK
            .readStream()
            .format("tfrecord")
            .load(in + "/t")
            .where("part = 1")
            .writeStream()
            .format("memory")
            .queryName("stream_rows")
            .trigger(AVAILABLE_NOW)
            .start();
    query.awaitTermination();

    assertThat(SPARK.sql("SELECT id, part FROM stream_rows ORDER BY id").collectAsList().toString())
        .isEqualTo("[[1,1], [3,1]]");
  }

  @Test
  void aFolderMayBeMissingAtFirst() throws Exception {
    Files.delete(Path.of(in));
    run(reader());
    write(0, 2);
    run(reader());

    assertThat(result()).containsExactly(0L, 1L);
  }

  private List<String> rows(DataStreamReader reader, String... columns) throws Exception {
    StreamingQuery query =
        reader
            .load(in)
            .writeStream()
            .format("memory")
            .queryName("ordered_rows")
            .option("checkpointLocation", temp.resolve("ordered").toString())
            .outputMode("append")
            .trigger(AVAILABLE_NOW)
            .start();
    query.awaitTermination();
    return SPARK
        .sql("SELECT " + String.join(", ", columns) + " FROM ordered_rows")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private void writePartitions() {
    SPARK
        .sql("SELECT 'text' AS text, 'x' AS part, 1L AS n")
        .write()
        .mode("append")
        .partitionBy("part")
        .format("tfrecord")
        .save(in);
  }

  @Test
  void partitionColumnsMayStandFirstInTheSchema() throws Exception {
    writePartitions();

    assertThat(
            rows(
                SPARK.readStream().schema("part string, n long, text string").format("tfrecord"),
                "part",
                "text",
                "n"))
        .containsExactly("[x,text,1]");
  }

  @Test
  void partitionFoldersThatCameLaterAreNotReadAsNull() throws Exception {
    DataStreamReader reader = SPARK.readStream().schema("text string, part string");
    Dataset<Row> loaded = reader.format("tfrecord").load(in);
    writePartitions();

    StreamingQuery query =
        loaded.writeStream().format("memory").queryName("late").trigger(AVAILABLE_NOW).start();
    assertThatThrownBy(query::awaitTermination)
        .rootCause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found folders that name the columns part (expected: none")
        .hasMessageContaining("set the option partitionColumns=part");
  }

  @Test
  void partitionColumnsAreKnownByTheirOptionBeforeThereAreFolders() throws Exception {
    Dataset<Row> loaded =
        SPARK
            .readStream()
            .schema("part string, text string")
            .option("partitionColumns", "part")
            .format("tfrecord")
            .load(in);
    writePartitions();

    StreamingQuery query =
        loaded.writeStream().format("memory").queryName("known").trigger(AVAILABLE_NOW).start();
    query.awaitTermination();
    assertThat(SPARK.sql("SELECT part, text FROM known").collectAsList().toString())
        .isEqualTo("[[x,text]]");
  }

  @Test
  void optionsOfSparksFileStreamsThatAreNotOfferedAreRefused() {
    assertThatThrownBy(
            () ->
                reader()
                    .option("latestFirst", true)
                    .option("cleanSource", "delete")
                    .option("fileNameOnly", false)
                    .load(in))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found the options cleanSource=delete, latestFirst=true")
        .hasMessageContaining("leave them out");
  }
}
