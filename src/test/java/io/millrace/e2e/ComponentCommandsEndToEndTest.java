package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each component as a command of its own, chained by paths alone. */
class ComponentCommandsEndToEndTest {
  @TempDir Path folder;

  @Test
  void theChainOfCommandsEndsWithAPushedModel() throws IOException {
    IdxFiles.write(folder.resolve("in"), "part", 400, 3);
    Path trainer =
        Files.writeString(
            folder.resolve("trainer.yaml"),
            """
            input: image
            label: label
            layers:
              - Flatten
              - Dense: 3
            epochs: 4
            learning_rate: 0.01
            """);
    Path transform =
        Files.writeString(
            folder.resolve("transform.yaml"),
            """
            features:
              image: [decode_raw, {reshape: [28, 28, 1]}, scale_to_0_1]
              label: []
            """);

    millrace(
        "example-gen", "--input", path("in"), "--format", "idx", "--examples", path("examples"));
    millrace("statistics-gen", "--examples", path("examples"), "--statistics", path("statistics"));
    millrace("schema-gen", "--statistics", path("statistics"), "--schema", path("schema"));
    millrace(
        "example-validator",
        "--statistics",
        path("statistics"),
        "--schema",
        path("schema"),
        "--anomalies",
        path("anomalies"));
    millrace(
        "transform",
        "--examples",
        path("examples"),
        "--schema",
        path("schema"),
        "--transform-graph",
        path("graph"),
        "--transformed-examples",
        path("transformed"),
        "--config",
        transform.toString());
    millrace(
        "trainer",
        "--transformed-examples",
        path("transformed"),
        "--transform-graph",
        path("graph"),
        "--model",
        path("model"),
        "--config",
        trainer.toString(),
        "--set",
        "batch_size=16");
    millrace(
        "evaluator",
        "--examples",
        path("examples"),
        "--model",
        path("model"),
        "--evaluation",
        path("evaluation"),
        "--blessing",
        path("blessing"),
        "--set",
        "thresholds.accuracy.lower_bound=0.9");
    JsonNode pushed =
        millrace(
            "pusher",
            "--model",
            path("model"),
            "--blessing",
            path("blessing"),
            "--pushed-model",
            path("pushed"),
            "--set",
            "push_destination=" + path("serving"));

    assertThat(folder.resolve("blessing/BLESSED")).exists();
    assertThat(folder.resolve("pushed/saved_model.pb")).isNotEmptyFile();
    assertThat(pushed.toString()).contains(path("serving"));
  }

  @Test
  void statisticsOfATableNeedNoExamples() throws IOException {
    StringBuilder csv = new StringBuilder("fare,company\n");
    for (int i = 0; i < 100; i++) {
      csv.append(i).append(".5,c").append(i % 2).append('\n');
    }
    Files.writeString(folder.resolve("trips.csv"), csv);
    millrace(
        "statistics-gen",
        "--input",
        path("trips.csv"),
        "--format",
        "csv",
        "--statistics",
        path("statistics"),
        "--set",
        "slicing_specs=[{slice_keys_sql: \"if(fare > 60, 'dear', 'cheap')\"}]");
    JsonNode dear = millrace("statistics", "show", path("statistics"), "--slice", "dear");
    JsonNode dataset = dear.get("datasets").get(0);
    assertThat(dataset.get("name").asText()).startsWith("all").endsWith("dear");
    assertThat(dataset.get("examples").asLong()).isEqualTo(40);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private static JsonNode millrace(String... arguments) throws IOException {
    CommandLine.Outcome outcome = CommandLine.millrace(arguments).with("--json").run();
    assertThat(outcome.exitCode()).as(outcome.all()).isZero();
    return new ObjectMapper().readTree(outcome.stdout());
  }
}
