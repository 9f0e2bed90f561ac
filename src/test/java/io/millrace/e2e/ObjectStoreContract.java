package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for pipelines whose input, artefacts and models lie on an object store. */
abstract class ObjectStoreContract {
  private static final String INGESTION =
      """
      components:
        example-gen:
          options: {input: %s, format: csv, hash_buckets: {train: 2, eval: 1}, shards: 4}
      """;

  @TempDir private Path folder;
  ObjectStore store;

  abstract ObjectStore start(Path folder) throws Exception;

  @BeforeEach
  void startServer() throws Exception {
    store = start(folder);
  }

  @AfterEach
  void stopServer() throws InterruptedException {
    if (store != null) {
      store.close();
    }
  }

  @Test
  void aPipelineRunsFromInputToServing() throws Exception {
    IdxFiles.write(folder.resolve("in"), "part", 600, 4);
    for (String file : List.of("part-images-idx3-ubyte", "part-labels-idx1-ubyte")) {
      store.put("in/" + file, Files.readAllBytes(folder.resolve("in").resolve(file)));
    }
    Path pipeline =
        pipeline("bands", BandsPipeline.components(store.uri("in"), store.uri("serving")));

    CommandLine.Outcome outcome = run(pipeline, "--fail-if-not-blessed");

    assertThat(outcome.exitCode()).as(outcome.all()).isZero();
    assertThat(outcome.stdout()).contains("evaluator: BLESSED");
    assertThat(store.keys())
        .contains(
            "root/example-gen/examples/1/Split-train/data_tfrecord-00000-of-00002.gz",
            "root/transform/transformed_examples/5/Split-eval/transformed_examples-00001-of-00002.gz")
        .anySatisfy(key -> assertThat(key).matches("serving/[0-9]{10}/saved_model.pb"))
        .noneSatisfy(key -> assertThat(key).containsAnyOf(".system", "attempt", ".probe"));
  }

  @Test
  void theExecutorsOfAClusterReadAndWriteIt() throws Exception {
    SparkDistribution spark = SparkDistribution.required();
    store.put("in/rows.csv", csv());
    Path pipeline = pipeline("cluster", INGESTION.formatted(store.uri("in/rows.csv")));
    try (SparkDistribution.Cluster cluster = spark.startCluster(2, folder)) {

      CommandLine.Outcome outcome =
          command(pipeline, cluster.master())
              .jars(store.jars())
              .environment(
                  "SPARK_SUBMIT_ARGS",
                  "--conf spark.executor.memory=1g --conf spark.driver.memory=1g")
              .run();

      assertThat(outcome.exitCode()).as(outcome.all()).isZero();
      assertThat(outcome.stdout()).contains("2,000 records: train");
    }
    assertThat(shards("root/example-gen/examples/1")).hasSize(8);
  }

  @Test
  void anOverloadedStoreIsAskedAgainAndTheShardsAreThoseOfALocalRun() throws Exception {
    store.put("in/rows.csv", csv());
    Files.write(folder.resolve("rows.csv"), csv());
    String local = INGESTION.formatted(folder.resolve("rows.csv"));
    CommandLine.Outcome expected =
        CommandLine.millrace(
                "run", pipeline("local", local, folder.resolve("root").toString()).toString())
            .run();
    assertThat(expected.exitCode()).as(expected.all()).isZero();
    store.proxy().refuseEvery(8, store::repeatable);

    CommandLine.Outcome outcome =
        run(pipeline("remote", INGESTION.formatted(store.uri("in/*.csv"))));

    assertThat(outcome.exitCode()).as(outcome.all()).isZero();
    assertThat(store.proxy().refused()).isGreaterThan(3);
    List<String> shards = shards("root/example-gen/examples/1");
    assertThat(shards).hasSize(8);
    for (String shard : shards) {
      assertThat(store.get(shard)).as(shard).isEqualTo(Files.readAllBytes(folder.resolve(shard)));
    }
  }

  @Test
  void aKilledWriterLeavesNothingVisibleAndTheNextRunTidiesUp() throws Exception {
    store.put("in/rows.csv", csv());
    Path pipeline = pipeline("killed", INGESTION.formatted(store.uri("in/rows.csv")));
    store.proxy().hold(ObjectStoreContract::isShard);

    Process process = command(pipeline, "local[2]").start();
    try {
      assertThat(store.proxy().awaitHeld(120)).as("a shard is on its way").isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }

    assertThat(store.keys()).noneMatch(key -> key.contains("/examples/"));
    store.proxy().hold(request -> false);
    CommandLine.Outcome outcome = run(pipeline);
    assertThat(outcome.exitCode()).as(outcome.all()).isZero();
    assertThat(shards("root/example-gen/examples/2")).hasSize(8);
    assertThat(store.keys())
        .noneMatch(key -> key.contains("/examples/1/") || key.contains(".system"));
  }

  /** Whether a request brings a shard, under its name or that of an attempt. */
  private static boolean isShard(FaultyProxy.Request request) {
    return List.of("PUT", "POST").contains(request.method())
        && (request.mentions("data_tfrecord-") || request.mentions("-attempt-"));
  }

  private static byte[] csv() {
    StringBuilder lines = new StringBuilder("id,fare,company\n");
    for (int i = 0; i < 2_000; i++) {
      lines
          .append("%d,%s,%s".formatted(i, i / 4.0, i % 7 == 0 ? "" : "company " + i % 5))
          .append('\n');
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private Path pipeline(String name, String components) throws IOException {
    return pipeline(name, components, store.uri("root"));
  }

  private Path pipeline(String name, String components, String root) throws IOException {
    String header =
        """
        name: %s
        root: %s
        spark: {%s}
        """
            .formatted(
                name,
                root,
                "\"" + String.join("\", \"", store.settings()).replace(": ", "\": \"") + "\"");
    return Files.writeString(folder.resolve(name + ".yaml"), header + components);
  }

  private CommandLine command(Path pipeline, String master) throws IOException {
    return store.prepare(
        CommandLine.millrace(
            "run",
            pipeline.toString(),
            "--master",
            master,
            "--metadata",
            "jdbc:sqlite:" + folder.resolve("metadata.sqlite")));
  }

  private CommandLine.Outcome run(Path pipeline, String... arguments) throws IOException {
    return command(pipeline, "local[2]").with(arguments).run();
  }

  /** The keys of the shards of an artefact. */
  private List<String> shards(String artifact) throws Exception {
    return store.keys().stream()
        .filter(key -> key.startsWith(artifact + "/Split-") && key.contains("data_tfrecord"))
        .toList();
  }
}
