package io.millrace.records.spark.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.records.Example;
import io.millrace.records.spark.SparkTests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writes as users start them. */
class SparkWriteTest {
  @TempDir Path temp;

  private final SparkSession spark = SparkTests.session();

  private static List<String> names(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  private static List<Example> examples(Path root) throws IOException {
    return names(root).stream()
        .flatMap(name -> Writes.records(root.resolve(name)).stream())
        .map(Example::parse)
        .toList();
  }

  @Test
  void shardsHaveTheNamesOfTfx() throws IOException {
    Path root = temp.resolve("out");
    spark.range(100).write().format("tfrecord").option("shards", 3).save(root.toString());

    assertThat(names(root))
        .containsExactly(
            "data_tfrecord-00000-of-00003",
            "data_tfrecord-00001-of-00003",
            "data_tfrecord-00002-of-00003");
    assertThat(examples(root).stream().map(example -> example.longs("id")[0]).sorted())
        .containsExactlyElementsOf(LongStream.range(0, 100).boxed().toList());
  }

  @Test
  void aWriteWithoutRowsCanBeRead() throws IOException {
    Path root = temp.resolve("out");
    spark.range(0).write().format("tfrecord").option("codec", "gzip").save(root.toString());

    assertThat(names(root)).containsExactly("data_tfrecord-00000-of-00001.gz");
    assertThat(spark.read().format("tfrecord").schema("id long").load(root.toString()).count())
        .isZero();
  }

  @Test
  void partitionsAreReadBackAndOverwrittenByThemselves() throws IOException {
    Path root = temp.resolve("out");
    Dataset<Row> rows =
        spark.sql(
            "select id, case id % 3 when 0 then 'a/b' when 1 then null else '%=' end as p,"
                + " timestamp'2020-01-02 03:04:05.6' as t from range(9)");
    rows.write().format("tfrecord").partitionBy("p", "t").save(root.toString());
    spark
        .sql("select 100L as id, 'a/b' as p, timestamp'2020-01-02 03:04:05.6' as t")
        .write()
        .format("tfrecord")
        .partitionBy("p", "t")
        .option("partitionOverwriteMode", "dynamic")
        .mode(SaveMode.Overwrite)
        .save(root.toString());

    assertThat(names(root))
        .contains("p=a%2Fb/t=2020-01-02 03%3A04%3A05.6/data_tfrecord-00000-of-00001");
    assertThat(
            spark
                .read()
                .format("tfrecord")
                .load(root.toString())
                .selectExpr("concat_ws(' ', id, coalesce(p, 'null'), t) as text")
                .orderBy("id")
                .as(org.apache.spark.sql.Encoders.STRING())
                .collectAsList())
        .containsExactly(
            "1 null 2020-01-02 03:04:05.6",
            "2 %= 2020-01-02 03:04:05.6",
            "4 null 2020-01-02 03:04:05.6",
            "5 %= 2020-01-02 03:04:05.6",
            "7 null 2020-01-02 03:04:05.6",
            "8 %= 2020-01-02 03:04:05.6",
            "100 a/b 2020-01-02 03:04:05.6");
  }

  @Test
  void whatIsReadCanBeOverwritten() throws IOException {
    Path root = temp.resolve("out");
    spark.range(10).write().format("tfrecord").save(root.toString());

    spark
        .read()
        .format("tfrecord")
        .load(root.toString())
        .selectExpr("id + 1 as id")
        .write()
        .format("tfrecord")
        .mode(SaveMode.Overwrite)
        .save(root.toString());

    assertThat(examples(root).stream().map(example -> example.longs("id")[0]).sorted())
        .containsExactlyElementsOf(LongStream.range(1, 11).boxed().toList());
  }

  @Test
  void unsupportedColumnsAreToldBeforeAnyFileIsTouched() {
    Path root = temp.resolve("out");

    assertThatThrownBy(
            () ->
                spark
                    .range(1)
                    .selectExpr("id", "cast(id as double) as d", "map(id, id) as m")
                    .write()
                    .format("tfrecord")
                    .save(root.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column 'd': found double")
        .hasMessageContaining("column 'm': found map<bigint,bigint>");
    assertThat(root).doesNotExist();
  }

  @Test
  void aStreamThatStartsAgainGivesEachRowOnce() throws Exception {
    Path in = Files.createDirectories(temp.resolve("in"));
    Path out = temp.resolve("out");
    Files.writeString(in.resolve("1"), "a\nb\n");
    stream(in, out);
    Files.writeString(in.resolve("2"), "c\n");
    stream(in, out);
    List<String> before = names(out);
    assertThat(texts(out)).containsExactly("a", "b", "c");

    // As if the query had died after its files were published and before that was noted.
    for (String note : List.of("1", ".1.crc")) {
      Files.deleteIfExists(temp.resolve("checkpoint/commits").resolve(note));
    }
    Files.writeString(in.resolve("3"), "d\n");
    stream(in, out);

    assertThat(texts(out)).containsExactly("a", "b", "c", "d");
    assertThat(names(out)).containsAll(before).hasSize(before.size() + 1);
    assertThat(before.get(0)).matches("data_tfrecord-[0-9a-f]{8}-0000000000-00000-of-0000\\d");
  }

  @Test
  void streamsWritePartitions() throws Exception {
    Path in = Files.createDirectories(temp.resolve("in"));
    Path out = temp.resolve("out");
    Files.writeString(in.resolve("1"), "a\nb\na\nb\n");

    spark
        .readStream()
        .text(in.toString())
        .selectExpr("value", "value as p")
        .writeStream()
        .format("tfrecord")
        .option("partitionColumns", "p")
        .option("checkpointLocation", temp.resolve("checkpoint").toString())
        .trigger(Trigger.AvailableNow())
        .start(out.toString())
        .awaitTermination();

    assertThat(names(out)).hasSize(2);
    assertThat(names(out).get(0)).startsWith("p=a/data_tfrecord-");
    assertThat(names(out).get(1)).startsWith("p=b/data_tfrecord-");
    assertThat(texts(out)).containsExactly("a", "a", "b", "b");
  }

  @Test
  void aStreamInCompleteModeReplacesWhatItWrote() throws Exception {
    Path in = Files.createDirectories(temp.resolve("in"));
    Path out = temp.resolve("out");
    for (String text : List.of("a\nb\na\n", "c\n")) {
      Files.writeString(in.resolve("file" + text.length()), text);
      spark
          .readStream()
          .text(in.toString())
          .groupBy("value")
          .count()
          .writeStream()
          .format("tfrecord")
          .outputMode("complete")
          .option("checkpointLocation", temp.resolve("checkpoint").toString())
          .trigger(Trigger.AvailableNow())
          .start(out.toString())
          .awaitTermination();
    }

    assertThat(texts(out)).containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @CsvSource({"gzip,.gz", "zlib,.zlib", "snappy,.snappy", "lz4,.lz4", "zstd,.zst", "bzip2,.bz2"})
  void packedShardsRollByTheirSizeOnDiskAndAreReadBack(String codec, String extension)
      throws IOException {
    Path root = temp.resolve("out");
    spark
        .range(0, 50_000, 1, 1)
        .selectExpr("id", "sha2(cast(id as string), 256) as text")
        .write()
        .format("tfrecord")
        .option("codec", codec)
        .option("targetShardBytes", "1m")
        .save(root.toString());

    List<String> names = names(root);
    assertThat(names).hasSizeGreaterThan(1).allMatch(name -> name.endsWith(extension));
    for (String name : names.subList(0, names.size() - 1)) {
      assertThat(Files.size(root.resolve(name))).isBetween(1L << 20, 2L << 20);
    }
    assertThat(
            spark
                .read()
                .format("tfrecord")
                .schema("id long, text string")
                .load(root.toString())
                .where("text = sha2(cast(id as string), 256)")
                .distinct()
                .count())
        .isEqualTo(50_000);
  }

  private void stream(Path in, Path out) throws Exception {
    StreamingQuery query =
        spark
            .readStream()
            .text(in.toString())
            .writeStream()
            .format("tfrecord")
            .option("checkpointLocation", temp.resolve("checkpoint").toString())
            .trigger(Trigger.AvailableNow())
            .start(out.toString());
    query.awaitTermination();
  }

  private static List<String> texts(Path root) throws IOException {
    return examples(root).stream()
        .map(example -> new String(example.bytes("value").get(0), StandardCharsets.UTF_8))
        .sorted()
        .toList();
  }
}
