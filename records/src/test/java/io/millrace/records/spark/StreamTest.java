package io.millrace.records.spark;

import static org.assertj.core.api.Assertions.assertThat;

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
            .trigger(Trigger.AvailableNow())
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
            .trigger(Trigger.AvailableNow())
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
}
