package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line and the runner, with fake components on a real Spark. */
class CliTest extends CommandHarness {
  @TempDir Path folder;
  private Path file;
  private Path root;

  @BeforeEach
  void writePipeline() throws IOException {
    root = folder.resolve("root");
    file =
        Files.writeString(
            folder.resolve("lines.yaml"),
            """
            name: lines
            root: root
            components:
              line-gen:
                options: {input: data}
              line-trainer:
                inputs: {examples: line-gen}
              line-judge:
                inputs: {model: line-trainer}
              other-gen:
                component: LineGen
                options: {input: data, lines: 1}
            """);
  }

  private int run(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("run", file.toString(), "--master", "local[2]", "--json"));
    arguments.addAll(List.of(more));
    return millrace(arguments.toArray(String[]::new));
  }

  private List<String> states() throws IOException {
    List<String> states = new ArrayList<>();
    json().get("components").forEach(c -> states.add(c.get("state").asText()));
    return states;
  }

  private List<Path> stagedLeft() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(p -> p.toString().contains("/staging/") || p.toString().contains(".staging-"))
          .toList();
    }
  }

  @Test
  void aRunPublishesEveryOutputAndSummarizesOnStdoutAlone() throws IOException {
    assertThat(run()).as(err).isZero();

    assertThat(states()).containsExactly("COMPLETE", "COMPLETE", "COMPLETE", "COMPLETE");
    assertThat(json().get("pipeline").asText()).isEqualTo("lines");
    assertThat(json().get("blessed").asBoolean()).isTrue();
    assertThat(json().get("exit_code").asInt()).isZero();
    JsonNode gen = json().get("components").get(0);
    assertThat(gen.get("records_in").asLong()).isEqualTo(3);
    assertThat(gen.get("headline").asText()).isEqualTo("3 lines");
    assertThat(gen.get("tables").get(0).toString())
        .isEqualTo(
            "{\"title\":\"Lines\",\"columns\":[\"line\",\"length\"],\"rows\":[[\"first\",5]]}");
    JsonNode artifact = gen.get("artifacts").get(0);
    Path examples = Path.of(artifact.get("uri").asText());
    assertThat(examples)
        .isEqualTo(root.resolve("line-gen/examples/" + gen.get("execution_id").asLong()));
    assertThat(examples.resolve("lines.txt")).hasContent("line");
    assertThat(stagedLeft()).isEmpty();
    assertThat(err).contains("line-gen: started", "line-judge: complete in");
    // Said in tasks, shown once each.
    assertThat(err)
        .containsOnlyOnce("line-gen: part 1 counted")
        .containsOnlyOnce("line-gen: part 2 counted");
  }

  @Test
  void theSummaryForPeopleNamesComponentsTablesAndVerdicts() {
    assertThat(millrace("run", file.toString(), "--master", "local[2]")).as(err).isZero();
    assertThat(out)
        .contains("lines: complete in", "component", "line-gen", "COMPLETE", root.toString())
        .contains("line-gen: Lines", "first", "line-judge: BLESSED: as told");
  }

  @Test
  void brokenDataStopDependentsOnlyAndLeaveNothing() throws IOException {
    assertThat(run("--set", "line-gen.behaviour=refuse_data")).isEqualTo(1);

    assertThat(states()).containsExactly("FAILED", "SKIPPED", "SKIPPED", "COMPLETE");
    assertThat(json().get("components").get(0).get("error").asText()).endsWith("data: truncated");
    assertThat(err).contains("line-gen: failed: ").doesNotContain("\tat ");
    assertThat(root.resolve("line-gen/examples")).doesNotExist();
    assertThat(stagedLeft()).isEmpty();
  }

  @Test
  void aVerdictOfFailureIsPublishedAndStopsThePipeline() throws IOException {
    assertThat(run("--set", "line-gen.behaviour=find_anomalies")).isEqualTo(1);

    assertThat(states()).containsExactly("FAILED", "SKIPPED", "SKIPPED", "SKIPPED");
    JsonNode gen = json().get("components").get(0);
    assertThat(gen.get("error").asText()).isEqualTo("2 anomalies");
    assertThat(Path.of(gen.get("artifacts").get(0).get("uri").asText())).isDirectory();
  }

  @Test
  void storageAndTasksThatFailForTheirEnvironmentEndWithThree() throws IOException {
    assertThat(run("--to", "line-gen", "--set", "line-gen.behaviour=break_storage")).isEqualTo(3);
    assertThat(err).contains("No space left on device");
    assertThat(run("--to", "line-gen", "--set", "line-gen.behaviour=fail_in_task")).isEqualTo(3);
    assertThat(json().get("components").get(0).get("error").asText())
        .isEqualTo("disk of executor 1 is full");
    String memory = "line-gen.behaviour=run_out_of_memory_in_task";
    assertThat(run("--to", "line-gen", "--set", memory)).isEqualTo(3);
    assertThat(err).contains("Java heap space", "MILLRACE_HEAP");
  }

  @Test
  void aDefectShowsItsStackTraceOnlyWhenAsked() {
    assertThat(run("--to", "line-gen", "--set", "line-gen.behaviour=crash")).isEqualTo(1);
    assertThat(err)
        .contains("Unexpected failure: IllegalStateException: a defect", "--stacktrace")
        .doesNotContain("\tat ");
    assertThat(run("--to", "line-gen", "--set", "line-gen.behaviour=crash", "--stacktrace"))
        .isEqualTo(1);
    assertThat(err).contains("\tat io.millrace.jobs.testing.FakeComponents");
  }

  @Test
  void fromReusesTheLatestArtefacts() throws IOException {
    assertThat(run("--from", "line-trainer")).isEqualTo(2);
    assertThat(json().get("error").asText())
        .startsWith("line-gen: no earlier run under " + root + " has completed it");

    assertThat(run("--to", "line-gen")).as(err).isZero();
    assertThat(states()).containsExactly("COMPLETE");
    String examples = json().at("/components/0/artifacts/0/uri").asText();

    assertThat(run("--from", "line-trainer", "--to", "line-judge")).as(err).isZero();
    assertThat(states()).containsExactly("REUSED", "COMPLETE", "COMPLETE");
    assertThat(json().at("/components/0/artifacts/0/uri").asText()).isEqualTo(examples);
  }

  @Test
  void aModelThatIsNotBlessedFailsOnlyWhenAsked() throws IOException {
    assertThat(run("--set", "line-judge.bless=false")).as(err).isZero();
    assertThat(json().get("blessed").asBoolean(true)).isFalse();
    assertThat(run("--set", "line-judge.bless=false", "--fail-if-not-blessed")).isEqualTo(1);
    assertThat(json().get("exit_code").asInt()).isEqualTo(1);
    assertThat(err).contains("not blessed");
  }

  @Test
  void aRootThatCannotBeWrittenEndsWithThreeBeforeSparkStarts() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "no folder");
    assertThat(run("--root", plain.resolve("root").toString())).isEqualTo(3);
    assertThat(err).contains(plain.toString()).doesNotContain("Starting Spark");
  }

  @Test
  void aWrongPipelineEndsWithTwoAndItsPlace() throws IOException {
    Files.writeString(file, Files.readString(file).replace("lines: 1", "linse: 1"));
    assertThat(run()).isEqualTo(2);
    assertThat(err)
        .isEqualTo(
            file
                + ":12:28: other-gen.linse: unknown option (did you mean lines?)"
                + System.lineSeparator());
    assertThat(json().get("exit_code").asInt()).isEqualTo(2);
    assertThat(root).doesNotExist();
  }

  @Test
  void aComponentRunsAloneOnPaths() throws IOException {
    Path examples = folder.resolve("examples");
    Path config = Files.writeString(folder.resolve("gen.yaml"), "input: a\nlines: 9\n");
    assertThat(
            millrace(
                "line-gen",
                "--config",
                config.toString(),
                "--lines",
                "4",
                "--set",
                "buckets.eval=3",
                "--examples",
                examples.toString(),
                "--json"))
        .as(err)
        .isZero();
    assertThat(json().at("/components/0/records_out").asLong()).isEqualTo(4);
    assertThat(examples.resolve("lines.txt")).hasContent("line");
    assertThat(stagedLeft()).isEmpty();

    assertThat(millrace("line-gen", "--input", "a", "--examples", examples.toString()))
        .isEqualTo(2);
    assertThat(err).contains("exists and holds 1 entries").doesNotContain("Starting Spark");

    String model = folder.resolve("model").toString();
    assertThat(
            millrace(
                "line-trainer", "--examples", examples.toString(), "--model", model, "--quiet"))
        .as(err)
        .isZero();
    assertThat(out + err).isEmpty();
    assertThat(Path.of(model, "saved_model.pb")).hasContent("line");
  }

  @Test
  void aMissingInputOfAComponentIsAWrongCommand() {
    String nowhere = folder.resolve("nowhere").toString();
    assertThat(millrace("line-trainer", "--examples", nowhere, "--model", nowhere + "2"))
        .isEqualTo(2);
    assertThat(err).contains("--examples " + nowhere + ": there is no such folder");
    assertThat(millrace("line-trainer", "--examples", nowhere)).isEqualTo(2);
    assertThat(err).contains("missing --model OUT", "Try: millrace line-trainer --help");
    assertThat(millrace("line-gen", "--examples", nowhere, "--lines", "0")).isEqualTo(2);
    assertThat(err).contains("line-gen: input: missing, it must be given (What to read.)");
    assertThat(millrace("line-gen", "--input", "a", "--examples", nowhere, "--lines", "0"))
        .isEqualTo(2);
    assertThat(err).contains("--lines 0: lines: 0 (expected: >= 1)");
  }

  @Test
  void misspeltCommandsAndFlagsGetASuggestion() {
    assertThat(millrace("rnu", "x")).isEqualTo(2);
    assertThat(err).contains("unknown command 'rnu' (did you mean run?)");
    assertThat(millrace("line-trainer", "--modle", "x", "--json")).isEqualTo(2);
    assertThat(err).contains("unknown option '--modle' (did you mean --model?)");
    assertThat(out).contains("\"exit_code\" : 2");
    assertThat(millrace()).isEqualTo(2);
    assertThat(err).contains("Usage: millrace");
  }

  @Test
  void helpHasOptionsExamplesAndExitCodes() {
    assertThat(millrace("--help")).isZero();
    assertThat(out).contains("run", "describe", "line-gen", "Writes lines, 100% of them.");
    for (String command : List.of("run", "describe", "schema", "line-gen", "line-trainer")) {
      assertThat(millrace(command, "--help")).isZero();
      assertThat(out).contains("Examples:", "millrace " + command, "--json", "Exit codes:");
      assertThat(out).contains("the environment is: storage, memory, native library");
    }
    millrace("line-gen", "--help");
    assertThat(out)
        .contains("--examples", "--input=PATH", "What to read. Required.", "Default: 3.")
        .contains("buckets", "Shares of splits.");
  }

  @Test
  void describeShowsTheGraphWithoutRunning() throws IOException {
    assertThat(millrace("describe", file.toString(), "--set", "line-gen.lines=8")).isZero();
    assertThat(out)
        .contains("line-trainer (LineTrainer): Trains on lines.")
        .contains("  <- examples from line-gen.examples", "  -> model (Model)")
        .contains("  epochs: 5", "  lines: 8", "  buckets: {train: 2, eval: 1}");
    assertThat(root).doesNotExist();

    assertThat(millrace("describe", file.toString(), "--json")).isZero();
    assertThat(json().at("/components/1/inputs/examples").asText()).isEqualTo("line-gen.examples");
    assertThat(json().at("/components/1/options/epochs").asInt()).isEqualTo(5);
  }

  @Test
  void theSchemaKnowsEveryComponentAndItsOptions() throws IOException {
    assertThat(millrace("schema")).isZero();
    assertThat(json().at("/$defs/LineGen/properties/options/properties/lines/default").asInt())
        .isEqualTo(3);
    assertThat(json().at("/$defs/LineTrainer/properties/inputs/required/0").asText())
        .isEqualTo("examples");
    assertThat(json().at("/properties/components/properties/line-judge/else/$ref").asText())
        .isEqualTo("#/$defs/LineJudge");
  }
}
