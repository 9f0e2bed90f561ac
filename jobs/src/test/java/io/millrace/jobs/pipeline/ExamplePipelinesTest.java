package io.millrace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pipelines of the repository bind to the real components. */
class ExamplePipelinesTest {
  @Test
  void everyPipelineOfTheRepositoryIsRight() throws IOException {
    List<Path> files;
    try (Stream<Path> conf = Files.list(Path.of("../conf"))) {
      files = conf.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      Pipeline pipeline = PipelineReader.read(file, Overrides.NONE, Registry.load());
      assertThat(pipeline.nodeNames()).as(file.toString()).contains("example-gen");
    }
  }

  @Test
  void allComponentsAreRegistered() {
    assertThat(Registry.load().types())
        .containsExactly(
            "ExampleGen",
            "StatisticsGen",
            "ExampleDiff",
            "SchemaGen",
            "AnomalousExamples",
            "ExampleValidator",
            "Transform",
            "Trainer",
            "Evaluator",
            "Pusher");
  }
}
