package io.millrace.records.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SaveModeTest {
  private static final SparkSession SPARK = SparkTests.session();

  @TempDir private Path temp;
  private String folder;

  @BeforeEach
  void makeFolder() {
    folder = temp.resolve("t").toString();
  }

  private static Dataset<Row> ids(long from, long to) {
    return SPARK.range(from, to, 1, 1).selectExpr("id", "id % 2 part");
  }

  private List<Long> saved() {
    return SPARK.read().schema("id bigint").format("tfrecord").load(folder).collectAsList().stream()
        .map(row -> row.getLong(0))
        .sorted()
        .toList();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> Path.of(folder).relativize(f).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void theDefaultModeWritesOnceAndThenRefuses() throws IOException {
    ids(0, 3).write().format("tfrecord").save(folder);

    assertThatThrownBy(() -> ids(3, 6).write().format("tfrecord").save(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            folder
                + ": found data_tfrecord-00000-of-00001 (expected: nothing, as the save mode is");
    assertThat(saved()).containsExactly(0L, 1L, 2L);
    assertThat(files()).containsExactly("data_tfrecord-00000-of-00001");
  }

  @Test
  void anEmptyFolderIsLikeNone() throws IOException {
    Files.createDirectories(Path.of(folder));

    ids(0, 3).write().format("tfrecord").option("path", folder).save();

    assertThat(files()).containsExactly("data_tfrecord-00000-of-00001");
  }

  @Test
  void ignoreWritesOnce() {
    ids(0, 3).write().mode("ignore").format("tfrecord").save(folder);
    ids(3, 6).write().mode("ignore").format("tfrecord").save(folder);

    assertThat(saved()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void appendKeepsWhatIsThere() {
    ids(0, 3).write().mode("append").format("tfrecord").save(folder);
    ids(3, 6).write().mode("append").format("tfrecord").save(folder);

    assertThat(saved()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void overwriteReplacesAlsoWhatItReads() {
    ids(0, 3).write().format("tfrecord").save(folder);

    SPARK
        .read()
        .format("tfrecord")
        .load(folder)
        .selectExpr("id + 10 id", "part")
        .write()
        .mode("overwrite")
        .format("tfrecord")
        .save(folder);

    assertThat(saved()).containsExactly(10L, 11L, 12L);
  }

  @Test
  void dynamicOverwriteReplacesThePartitionsItWrites() throws IOException {
    ids(0, 4).write().partitionBy("part").format("tfrecord").save(folder);

    ids(10, 14)
        .where("part = 1")
        .write()
        .mode("overwrite")
        .option("partitionOverwriteMode", "dynamic")
        .partitionBy("part")
        .format("tfrecord")
        .save(folder);

    assertThat(saved()).containsExactly(0L, 2L, 11L, 13L);
    assertThat(files()).hasSize(2).allMatch(name -> name.startsWith("part="));
  }

  @Test
  void theSessionsDynamicOverwriteIsHonoured() {
    ids(0, 4).write().partitionBy("part").format("tfrecord").save(folder);
    SPARK.conf().set("spark.sql.sources.partitionOverwriteMode", "dynamic");
    try {
      ids(10, 11).write().mode("overwrite").partitionBy("part").format("tfrecord").save(folder);
    } finally {
      SPARK.conf().unset("spark.sql.sources.partitionOverwriteMode");
    }

    assertThat(saved()).containsExactly(1L, 3L, 10L);
  }

  @Test
  void staticOverwriteReplacesAllPartitions() {
    ids(0, 4).write().partitionBy("part").format("tfrecord").save(folder);
    ids(10, 11).write().mode("overwrite").partitionBy("part").format("tfrecord").save(folder);

    assertThat(saved()).containsExactly(10L);
  }

  @Test
  void shardsAreCounted() throws IOException {
    ids(0, 100).write().option("shards", 4).format("tfrecord").save(folder);

    assertThat(files()).hasSize(4).allMatch(name -> name.endsWith("-of-00004"));
    assertThat(saved()).hasSize(100);
  }

  @Test
  void typesThatDoNotFitAreRefusedBeforeAnythingIsWritten() {
    assertThatThrownBy(
            () ->
                SPARK
                    .range(1)
                    .selectExpr("id", "map(1, 2) m")
                    .write()
                    .format("tfrecord")
                    .save(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("m");
    assertThatThrownBy(
            () ->
                SPARK
                    .range(1)
                    .selectExpr("cast(id as double) d")
                    .write()
                    .format("tfrecord")
                    .save(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("allowLossyCasts");
    assertThat(Path.of(folder)).doesNotExist();
  }

  @Test
  void aPathIsNeeded() {
    assertThatThrownBy(() -> ids(0, 1).write().format("tfrecord").save())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found no path");
  }

  @Test
  void anAppendWithOtherPartitionColumnsIsRefusedBeforeItWrites() throws IOException {
    ids(0, 4).write().partitionBy("part").format("tfrecord").save(folder);
    List<String> before = files();

    assertThatThrownBy(() -> ids(4, 6).write().mode("append").format("tfrecord").save(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            folder + ": found files partitioned by part (expected: without partitions");
    assertThatThrownBy(
            () ->
                ids(4, 6)
                    .selectExpr("*", "1 other")
                    .write()
                    .mode("overwrite")
                    .option("partitionOverwriteMode", "dynamic")
                    .partitionBy("part", "other")
                    .format("tfrecord")
                    .save(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: partitioned by part, other");
    assertThat(files()).isEqualTo(before);

    ids(4, 6).write().mode("overwrite").format("tfrecord").save(folder);
    assertThatThrownBy(
            () ->
                ids(4, 6)
                    .write()
                    .mode("append")
                    .partitionBy("part")
                    .format("tfrecord")
                    .save(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found files without partitions (expected: partitioned by part");
    assertThat(saved()).containsExactly(4L, 5L);
  }

  @Test
  void partitionColumnsAreFoundInAnyCase() throws IOException {
    ids(0, 4).write().partitionBy("Part").format("tfrecord").save(folder);
    ids(4, 6).write().mode("append").partitionBy("PART").format("tfrecord").save(folder);

    assertThat(saved()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(files()).hasSize(4).allMatch(name -> name.startsWith("part="));
    SPARK.conf().set("spark.sql.caseSensitive", "true");
    try {
      assertThatThrownBy(
              () ->
                  ids(4, 6)
                      .write()
                      .mode("append")
                      .partitionBy("Part")
                      .format("tfrecord")
                      .save(folder))
          .hasMessageContaining("Part");
    } finally {
      SPARK.conf().unset("spark.sql.caseSensitive");
    }
  }

  @Test
  void aFileIsNoFolderToSaveInto() throws IOException {
    Files.writeString(Path.of(folder), "x");

    assertThatThrownBy(() -> ids(0, 1).write().format("tfrecord").save(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(folder + ": found a file (expected: nothing, as the save mode is");
    for (String mode : List.of("append", "overwrite")) {
      assertThatThrownBy(() -> ids(0, 1).write().mode(mode).format("tfrecord").save(folder))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(folder + ": found a file (expected: a folder, or nothing)");
    }
    assertThat(Path.of(folder)).hasContent("x");
  }

  @Test
  void hiddenNamesDoNotCount() throws IOException {
    Files.createDirectories(Path.of(folder));
    Files.writeString(Path.of(folder, "_SUCCESS"), "");

    ids(0, 3).write().format("tfrecord").save(folder);

    assertThat(files()).containsExactly("_SUCCESS", "data_tfrecord-00000-of-00001");
  }
}
