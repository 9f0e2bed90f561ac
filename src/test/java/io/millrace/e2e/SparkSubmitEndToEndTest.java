package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job jar by real {@code spark-submit} on a real Spark distribution. */
class SparkSubmitEndToEndTest {
  @TempDir Path folder;
  private Path pipeline;

  @BeforeEach
  void writePipeline() throws IOException {
    IdxFiles.write(folder.resolve("in"), "part", 600, 4);
    pipeline =
        Files.writeString(
            folder.resolve("bands.yaml"),
            """
            name: bands
            root: root
            components:
              example-gen:
                options: {input: in, format: idx, hash_buckets: {train: 4, eval: 1}, shards: 2}
              statistics-gen:
                inputs: {examples: example-gen}
                options: {label_feature: label}
              schema-gen:
                inputs: {statistics: statistics-gen}
              example-validator:
                inputs: {statistics: statistics-gen, schema: schema-gen}
              transform:
                inputs: {examples: example-gen, schema: schema-gen}
                options:
                  features:
                    image: [decode_raw, {reshape: [28, 28, 1]}, scale_to_0_1]
                    label: []
              trainer:
                inputs: {transformed_examples: transform, transform_graph: transform}
                options:
                  input: image
                  label: label
                  layers: [Flatten, {Dense: {units: 16, activation: relu}}, {Dense: 4}]
                  epochs: 4
                  batch_size: 32
                  learning_rate: 0.01
                  seed: 1
              evaluator:
                inputs: {examples: example-gen, model: trainer}
                options:
                  label: label
                  slices: [[label]]
                  thresholds: {accuracy: {lower_bound: 0.9}}
              pusher:
                inputs: {model: trainer, blessing: evaluator}
                options: {push_destination: serving}
            """);
  }

  @Test
  void runsInLocalMode() throws IOException {
    SparkDistribution spark = SparkDistribution.required();

    CommandLine.Outcome outcome =
        spark.submit("local[2]").with("run", pipeline.toString(), "--fail-if-not-blessed").run();

    assertPushed(outcome);
  }

  @Test
  void runsOnAStandaloneClusterOfTwoWorkers() throws IOException {
    SparkDistribution spark = SparkDistribution.required();
    try (SparkDistribution.Cluster cluster = spark.startCluster(2, folder)) {

      CommandLine.Outcome outcome =
          spark
              .submit(cluster.master(), "spark.executor.memory=1g", "spark.driver.memory=1g")
              .with("run", pipeline.toString(), "--fail-if-not-blessed")
              .run();

      assertPushed(outcome);
    }
  }

  private void assertPushed(CommandLine.Outcome outcome) throws IOException {
    assertThat(outcome.exitCode()).as(outcome.all()).isZero();
    assertThat(outcome.stdout()).contains("evaluator: BLESSED");
    try (var versions = Files.list(folder.resolve("serving"))) {
      assertThat(versions)
          .singleElement()
          .satisfies(version -> assertThat(version.resolve("saved_model.pb")).isNotEmptyFile());
    }
  }
}
