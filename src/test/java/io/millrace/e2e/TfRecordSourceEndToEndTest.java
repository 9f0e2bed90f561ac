package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data source by its own jar on a real Spark distribution: PySpark, Scala, SQL, faults. */
class TfRecordSourceEndToEndTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void pythonReadsWritesQueriesAndStreams() throws IOException {
    SparkDistribution spark = SparkDistribution.required();

    CommandLine.Outcome outcome = submit(spark, "local[2]", "tfrecord_source.py", folder).run();

    assertThat(outcome.exitCode()).as(outcome::all).isZero();
    JsonNode found = JSON.readTree(outcome.stdout().strip().lines().reduce((a, b) -> b).get());
    assertThat(found.get("columns").toString())
        .isEqualTo("[\"id\",\"longs\",\"share\",\"text\",\"part\"]");
    assertThat(found.get("equal").asBoolean()).isTrue();
    assertThat(found.get("count").asInt()).isEqualTo(100);
    assertThat(found.get("one partition").asInt()).isEqualTo(33);
    assertThat(found.get("files"))
        .allSatisfy(
            name -> assertThat(name.asText()).matches("data_tfrecord-\\d{5}-of-\\d{5}\\.gz"));
    assertThat(found.get("hidden")).isEmpty();
    assertThat(found.get("second save").asText()).isNotEqualTo("succeeded");
    assertThat(found.get("table").toString()).isEqualTo("[[1,\"a\"],[2,\"b\"],[3,\"c\"]]");
    assertThat(found.get("overwritten").toString()).isEqualTo("[[4,\"d\"]]");
    assertThat(found.get("stream").toString()).isEqualTo("[[4,\"d\"],[5,\"e\"]]");
  }

  @Test
  void scalaReadsAndWrites() {
    SparkDistribution spark = SparkDistribution.required();

    CommandLine.Outcome outcome =
        CommandLine.of(
                spark.home().resolve("bin/spark-shell").toString(),
                "--master",
                "local[2]",
                "--jars",
                jar().toString())
            .input(script("tfrecord_source.scala"))
            .environment("FOLDER", folder.toString())
            .run();

    assertThat(outcome.stdout())
        .as(outcome::all)
        .contains("SAME true")
        .contains(
            "FILES data_tfrecord-00000-of-00003,data_tfrecord-00001-of-00003,"
                + "data_tfrecord-00002-of-00003");
  }

  @Test
  void theJobJarConvertsAndCountsBySparkSubmit() throws IOException {
    SparkDistribution spark = SparkDistribution.required();
    assertThat(submit(spark, "local[2]", "tfrecord_source.py", folder).run().exitCode()).isZero();
    String packed = folder.resolve("batch/part=1").toString();
    String converted = folder.resolve("converted").toString();

    CommandLine.Outcome convert =
        spark
            .submit("local[2]")
            .with("records", "convert", packed, converted, "--codec", "none", "--shards", "3")
            .run();
    CommandLine.Outcome count =
        spark.submit("local[2]").with("records", "count", converted, "--json").run();

    assertThat(convert.exitCode()).as(convert::all).isZero();
    assertThat(names(Path.of(converted)))
        .containsExactly(
            "data_tfrecord-00000-of-00003",
            "data_tfrecord-00001-of-00003",
            "data_tfrecord-00002-of-00003");
    assertThat(JSON.readTree(count.stdout()).get("records").asLong()).as(count::all).isEqualTo(33);
  }

  @Test
  void anExecutorThatIsKilledLosesAndDoublesNothing() throws Exception {
    SparkDistribution spark = SparkDistribution.required();
    Path out = folder.resolve("out");
    try (SparkDistribution.Cluster cluster = spark.startCluster(2, folder)) {
      assertThat(slowWrite(spark, cluster, out, "errorifexists").run().exitCode()).isZero();
      List<String> before = names(out);

      CompletableFuture<CommandLine.Outcome> append =
          CompletableFuture.supplyAsync(() -> slowWrite(spark, cluster, out, "append").run());
      awaitStaging(out, append);
      assertThat(cluster.killExecutor()).isTrue();
      assertThat(append.get().stdout()).as(() -> append.join().all()).contains("WROTE");
      assertThat(names(out)).containsAll(before);
      assertThat(ids(out)).isEqualTo(everyId(2));

      CompletableFuture<CommandLine.Outcome> overwrite =
          CompletableFuture.supplyAsync(() -> slowWrite(spark, cluster, out, "overwrite").run());
      awaitStaging(out, overwrite);
      assertThat(cluster.killExecutor()).isTrue();
      assertThat(overwrite.get().stdout()).as(() -> overwrite.join().all()).contains("WROTE");
      assertThat(ids(out)).isEqualTo(everyId(1));
      assertThat(names(out))
          .containsExactly(
              "data_tfrecord-00000-of-00004",
              "data_tfrecord-00001-of-00004",
              "data_tfrecord-00002-of-00004",
              "data_tfrecord-00003-of-00004");
    }
  }

  private CommandLine slowWrite(
      SparkDistribution spark, SparkDistribution.Cluster cluster, Path out, String mode) {
    return submit(spark, cluster.master(), "tfrecord_slow_write.py", out).with(mode);
  }

  /** Waits until tasks are writing. */
  private static void awaitStaging(Path out, CompletableFuture<?> running) throws Exception {
    long deadline = System.currentTimeMillis() + 60_000;
    while (true) {
      try (Stream<Path> files = Files.list(out)) {
        if (files.anyMatch(file -> file.getFileName().toString().startsWith("_millrace-"))) {
          return;
        }
      }
      assertThat(running.isDone()).as("the job ended before it was disturbed").isFalse();
      assertThat(System.currentTimeMillis()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static List<Long> everyId(int times) {
    return IntStream.range(0, 400 * times).mapToObj(i -> (long) (i / times)).toList();
  }

  /** The ids in all files, sorted, told by the command line. */
  private static List<Long> ids(Path out) throws IOException {
    CommandLine.Outcome head =
        CommandLine.millrace("records", "head", "-n", "100000", out.toString()).run();
    assertThat(head.exitCode()).as(head::all).isZero();
    List<Long> ids = new ArrayList<>();
    for (String line : head.stdout().strip().split("\n")) {
      JsonNode id = JSON.readTree(line).get("id");
      ids.add(id.isArray() ? id.get(0).asLong() : id.asLong());
    }
    ids.sort(null);
    return ids;
  }

  private static List<String> names(Path out) {
    try (Stream<Path> files = Files.list(out)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CommandLine submit(
      SparkDistribution spark, String master, String script, Path argument) {
    return CommandLine.of(
            spark.home().resolve("bin/spark-submit").toString(),
            "--master",
            master,
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.sql.warehouse.dir=" + argument.resolveSibling("warehouse"),
            "--jars",
            jar().toString(),
            script(script).toString(),
            argument.toString())
        .environment("SPARK_LOCAL_IP", "127.0.0.1");
  }

  private static Path script(String name) {
    return CommandLine.home().resolve("src/test/resources").resolve(name);
  }

  /** The jar of records alone: nothing else of Millrace is on the class path. */
  private static Path jar() {
    try (Stream<Path> files = Files.list(CommandLine.home().resolve("records/target"))) {
      return files
          .filter(
              file ->
                  file.getFileName().toString().matches("millrace-records-[^-]+(-SNAPSHOT)?\\.jar"))
          .findAny()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
