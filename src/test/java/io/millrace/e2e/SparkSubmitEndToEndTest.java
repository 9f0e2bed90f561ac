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
            "name: bands\nroot: root\n" + BandsPipeline.components("in", "serving"));
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
