package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.model.export.Predictions;
import io.millrace.model.export.ServingModel;
import io.millrace.records.Example;
import io.millrace.records.TfRecordReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's first command: the sample pipeline by the real launcher, once. Its root stays in
 * {@code target/sample} for the checks with the Python tools.
 */
class PipelineEndToEndTest {
  private static final Path FOLDER = CommandLine.home().resolve("src/test/target/sample");
  private static final Path ROOT = FOLDER.resolve("root");
  private static final Path SERVING = FOLDER.resolve("serving");

  private static final int COMPARED_EXAMPLES = 1_000;

  private static CommandLine.Outcome outcome;
  private static JsonNode summary;

  @BeforeAll
  static void runThePipeline() throws IOException {
    deleteFolder(FOLDER);
    outcome =
        CommandLine.millrace(
                "run",
                CommandLine.home().resolve("conf/fashion-mnist.yaml").toString(),
                "--root",
                ROOT.toString(),
                "--set",
                "pusher.push_destination=" + SERVING,
                "--json")
            .run();
    assertThat(outcome.exitCode()).as(outcome.all()).isZero();
    summary = new ObjectMapper().readTree(outcome.stdout());
  }

  @Test
  void everyComponentIsCompleteAndItsArtefactIsThere() {
    List<String> nodes = new ArrayList<>();
    for (JsonNode component : summary.get("components")) {
      nodes.add(component.get("node").asText());
      assertThat(component.get("state").asText()).as(component.toString()).isEqualTo("COMPLETE");
      for (JsonNode artefact : component.get("artifacts")) {
        assertThat(Path.of(artefact.get("uri").asText())).isDirectory();
      }
    }
    assertThat(nodes)
        .containsExactly(
            "example-gen",
            "statistics-gen",
            "schema-gen",
            "example-validator",
            "transform",
            "trainer",
            "evaluator",
            "pusher");
  }

  @Test
  void theModelIsAccurateEnoughAndBlessed() {
    JsonNode evaluator = component("evaluator");
    assertThat(evaluator.get("headline").asText()).startsWith("BLESSED").contains("accuracy");
    assertThat(metric(evaluator, "accuracy")).isBetween(0.84, 1.0);
  }

  @Test
  void thePushedModelIsComplete() throws IOException {
    List<Path> versions;
    try (var files = Files.list(SERVING)) {
      versions = files.toList();
    }
    assertThat(versions).hasSize(1);
    assertThat(versions.get(0).getFileName().toString()).matches("[0-9]{10}");
    assertThat(versions.get(0).resolve("saved_model.pb")).isNotEmptyFile();
    assertThat(versions.get(0).resolve("variables/variables.index")).isNotEmptyFile();
  }

  /** Also leaves the predictions for the comparison with Python's TensorFlow. */
  @Test
  void bothSignaturesGiveTheSameProbabilities() throws IOException {
    Storage storage = new HadoopStorage(new Configuration());
    List<byte[]> examples = new ArrayList<>();
    Path split = Path.of(uri("example-gen", "examples"), "Split-eval");
    try (var files = Files.list(split)) {
      for (Path file : files.sorted().toList()) {
        try (TfRecordReader reader =
            TfRecordReader.open(Files.newInputStream(file), file.toString())) {
          while (reader.next() && examples.size() < COMPARED_EXAMPLES) {
            examples.add(reader.record());
          }
        }
      }
    }
    assertThat(examples).hasSize(COMPARED_EXAMPLES);
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    for (byte[] example : examples) {
      pixels.write(Example.parse(example).bytes("image").get(0));
    }

    try (ServingModel model = ServingModel.open(storage, uri("trainer", "model"))) {
      Predictions fromExamples = model.predict(examples);
      Predictions fromPixels = model.predictImages(pixels.toByteArray());

      assertThat(fromPixels.probabilities())
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(fromExamples.probabilities());
      writePredictions(examples, fromExamples);
    }
  }

  @Test
  void thePagesShowTheirTablesAndImagesInARealBrowser(@TempDir Path profile) throws IOException {
    Browser browser = Browser.required(profile);

    JsonNode report = browser.measure(Path.of(uri("evaluator", "evaluation"), "report.html"));
    JsonNode statistics =
        browser.measure(Path.of(uri("statistics-gen", "statistics"), "statistics.html"));

    assertThat(report.get("images").asInt()).isEqualTo(25);
    assertThat(report.get("brokenImages").asInt()).isZero();
    assertThat(report.get("tables").asInt()).isGreaterThanOrEqualTo(3);
    for (JsonNode page : List.of(report, statistics)) {
      assertThat(page.get("tables").asInt()).isPositive();
      assertThat(page.get("text").asInt()).isGreaterThan(500);
      assertThat(page.get("overflow").asInt()).as("pixels too wide").isLessThanOrEqualTo(0);
      assertThat(page.get("requests").asInt()).as("resources from elsewhere").isZero();
    }
  }

  @Test
  void noArtefactHoldsMarkersOrChecksums() throws IOException {
    List<Path> strays = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (name.startsWith("_") || name.startsWith(".") || name.endsWith(".crc")) {
              strays.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(strays).isEmpty();
  }

  @Test
  void plainOutputHasASummaryAPersonCanRead() {
    CommandLine.Outcome again =
        CommandLine.millrace(
                "run",
                CommandLine.home().resolve("conf/fashion-mnist.yaml").toString(),
                "--root",
                ROOT.toString(),
                "--set",
                "pusher.push_destination=" + SERVING,
                "--from",
                "evaluator",
                "--to",
                "evaluator")
            .run();

    assertThat(again.exitCode()).as(again.all()).isZero();
    assertThat(again.stdout())
        .contains("evaluator: BLESSED", "accuracy", "label=9", ROOT + "/evaluator/evaluation/");
  }

  private static void writePredictions(List<byte[]> examples, Predictions predictions)
      throws IOException {
    int classes = predictions.probabilities().length / examples.size();
    ObjectMapper json = new ObjectMapper();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < examples.size(); i++) {
      ObjectNode line = json.createObjectNode();
      line.put("example", Base64.getEncoder().encodeToString(examples.get(i)));
      line.set(
          "probabilities",
          json.valueToTree(
              Arrays.copyOfRange(predictions.probabilities(), i * classes, (i + 1) * classes)));
      lines.append(line).append('\n');
    }
    Files.writeString(FOLDER.resolve("predictions.jsonl"), lines);
  }

  private static String uri(String node, String channel) {
    for (JsonNode artefact : component(node).get("artifacts")) {
      if (artefact.get("channel").asText().equals(channel)) {
        return artefact.get("uri").asText();
      }
    }
    throw new AssertionError("No artefact " + channel + " of " + node + " in " + summary);
  }

  private static JsonNode component(String node) {
    for (JsonNode component : summary.get("components")) {
      if (component.get("node").asText().equals(node)) {
        return component;
      }
    }
    throw new AssertionError("No component " + node + " in " + summary);
  }

  /** The value beside {@code name} in the first table that has such a row. */
  private static double metric(JsonNode component, String name) {
    for (JsonNode table : component.get("tables")) {
      for (JsonNode row : table.get("rows")) {
        if (row.get(0).asText().equals(name)) {
          return row.get(1).asDouble();
        }
      }
    }
    throw new AssertionError("No metric " + name + " in " + component);
  }

  private static void deleteFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
