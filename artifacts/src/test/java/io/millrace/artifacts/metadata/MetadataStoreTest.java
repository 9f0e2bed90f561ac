package io.millrace.artifacts.metadata;

import static io.millrace.artifacts.metadata.StoreFile.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataStoreTest {
  @TempDir Path folder;
  private String url;
  private MetadataStore store;

  @BeforeEach
  void open() {
    url = MetadataStore.URL_PREFIX + folder.resolve("deep/er/metadata.sqlite");
    Clock clock = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_123L), ZoneOffset.UTC);
    store = MetadataStore.open(url, clock, Duration.ofSeconds(10));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static ArtifactRecord examples(String uri) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("span", 0);
    properties.put("split_names", List.of("train", "eval"));
    properties.put("records", 70_000L);
    properties.put("share", 0.5);
    properties.put("shuffled", true);
    properties.put("nothing", null);
    return new ArtifactRecord(ArtifactType.EXAMPLES, uri, properties);
  }

  /** Runs a node with one output. */
  private StoredArtifact run(PipelineRun run, String node, String channel, ArtifactRecord output) {
    ExecutionRecord execution = run.startExecution(node, "ExampleGen", Map.of());
    return execution.complete(Map.of(channel, output)).get(channel);
  }

  @Test
  void anExecutionIsRecordedFromItsStartToItsEnd() {
    PipelineRun run = store.startRun("fashion", "run-1");
    StoredArtifact examples = run(run, "example-gen", "examples", examples("/r/e/examples/1"));

    Map<String, Object> config = new LinkedHashMap<>();
    config.put("epochs", 5);
    config.put("layers", List.of(Map.of("Dense", 10)));
    config.put("learning_rate", 0.001f);
    config.put("steps", Optional.empty());
    config.put("label", Optional.of("label"));
    ExecutionRecord trainer = run.startExecution("trainer", "Trainer", config);
    trainer.input("transformed_examples", examples.id());
    assertThat(store.execution(trainer.id()).orElseThrow().state())
        .isEqualTo(ExecutionState.RUNNING);
    assertThat(store.isComplete(trainer.id())).isFalse();

    Map<String, StoredArtifact> outputs =
        trainer.complete(
            Map.of("model", new ArtifactRecord(ArtifactType.MODEL, "/r/trainer/model/2", Map.of())),
            Map.of("records_in", 7L));
    assertThat(outputs.get("model"))
        .isEqualTo(
            new StoredArtifact(
                2,
                "Model",
                "/r/trainer/model/2",
                "fashion:run-1:trainer:model:0",
                ArtifactState.LIVE,
                Map.of("tfx_version", "1.16.0"),
                1_700_000_000_123L));

    StoredExecution stored = store.executions("fashion", "run-1").get(1);
    assertThat(stored.node()).isEqualTo("trainer");
    assertThat(stored.type()).isEqualTo("tfx.components.trainer.component.Trainer");
    assertThat(stored.state()).isEqualTo(ExecutionState.COMPLETE);
    assertThat(stored.createdMillis()).isEqualTo(1_700_000_000_123L);
    assertThat(stored.properties())
        .containsOnly(
            Map.entry("epochs", 5L),
            Map.entry("layers", "[{\"Dense\":10}]"),
            Map.entry("learning_rate", (double) 0.001f),
            Map.entry("label", "label"),
            Map.entry("records_in", 7L));
    assertThat(stored.inputs()).isEqualTo(Map.of("transformed_examples", List.of(1L)));
    assertThat(stored.outputs()).isEqualTo(Map.of("model", List.of(2L)));
    assertThat(stored.message()).isEmpty();
    assertThat(store.isComplete(stored.id())).isTrue();
  }

  @Test
  void propertiesComeBackAsTheyWere() {
    PipelineRun run = store.startRun("fashion", "run-1");
    run(run, "example-gen", "examples", examples("/r/e/examples/1"));
    StoredArtifact found = store.artifactByUri("/r/e/examples/1").orElseThrow();
    assertThat(found.properties())
        .containsOnly(
            Map.entry("span", 0L),
            Map.entry("split_names", "[\"train\", \"eval\"]"),
            Map.entry("records", 70_000L),
            Map.entry("share", 0.5),
            Map.entry("shuffled", true),
            Map.entry("tfx_version", "1.16.0"));
    assertThat(store.artifact(found.id())).contains(found);
    assertThat(store.artifact(99)).isEmpty();
    assertThat(store.artifactByUri("/r/e/examples/2")).isEmpty();
  }

  /** The rows that ml_metadata 1.17 writes for the same run. */
  @Test
  void theRowsAreThoseOfMlMetadata() {
    PipelineRun run = store.startRun("fashion", "run-1");
    StoredArtifact examples = run(run, "example-gen", "examples", examples("/r/e/examples/1"));
    run.startExecution("statistics-gen", "StatisticsGen", Map.of())
        .input("examples", examples.id());
    store.close();

    assertThat(rows(url, "SELECT id, name, type_kind FROM Type WHERE id > 9 ORDER BY id"))
        .containsExactly(
            "10|pipeline|2",
            "11|pipeline_run|2",
            "12|tfx.components.example_gen.component.FileBasedExampleGen|0",
            "13|node|2",
            "14|Examples|1",
            "15|tfx.components.statistics_gen.component.StatisticsGen|0");
    assertThat(rows(url, "SELECT * FROM ParentType ORDER BY type_id"))
        .containsExactly("14|1", "15|7");
    assertThat(rows(url, "SELECT * FROM TypeProperty ORDER BY name"))
        .containsExactly("14|span|1", "14|split_names|3", "14|version|1");
    assertThat(rows(url, "SELECT * FROM Artifact"))
        .containsExactly(
            "1|14|/r/e/examples/1|2|fashion:run-1:example-gen:examples:0|null|1700000000123|1700000000123");
    assertThat(rows(url, "SELECT * FROM ArtifactProperty ORDER BY name"))
        .containsExactly(
            "1|records|1|70000|null|null|null|null|null",
            "1|share|1|null|0.5|null|null|null|null",
            "1|shuffled|1|null|null|null|null|null|1",
            "1|span|0|0|null|null|null|null|null",
            "1|split_names|0|null|null|[\"train\", \"eval\"]|null|null|null",
            "1|tfx_version|1|null|null|1.16.0|null|null|null");
    assertThat(rows(url, "SELECT * FROM Execution ORDER BY id"))
        .containsExactly(
            "1|12|3|null|null|1700000000123|1700000000123",
            "2|15|2|null|null|1700000000123|1700000000123");
    assertThat(rows(url, "SELECT id, type_id, name FROM Context ORDER BY id"))
        .containsExactly(
            "1|10|fashion",
            "2|11|run-1",
            "3|13|fashion.example-gen",
            "4|13|fashion.statistics-gen");
    assertThat(rows(url, "SELECT * FROM Event ORDER BY id"))
        .containsExactly("1|1|1|4|1700000000123", "2|1|2|3|1700000000123");
    assertThat(rows(url, "SELECT * FROM EventPath"))
        .containsExactly("1|0|null|examples", "1|1|0|null", "2|0|null|examples", "2|1|0|null");
    assertThat(rows(url, "SELECT context_id, execution_id FROM Association ORDER BY id"))
        .containsExactly("1|1", "2|1", "3|1", "1|2", "2|2", "4|2");
    assertThat(rows(url, "SELECT context_id, artifact_id FROM Attribution ORDER BY id"))
        .containsExactly("1|1", "2|1", "3|1", "4|1");
    assertThat(rows(url, "SELECT typeof(create_time_since_epoch), typeof(state) FROM Artifact"))
        .containsExactly("integer|integer");
  }

  @Test
  void aFailureIsRecordedWithItsReason() {
    PipelineRun run = store.startRun("fashion", "run-1");
    ExecutionRecord execution = run.startExecution("trainer", "Trainer", Map.of());
    execution.fail("no \"space\"\nleft");
    execution.fail("again");
    StoredExecution stored = store.execution(execution.id()).orElseThrow();
    assertThat(stored.state()).isEqualTo(ExecutionState.FAILED);
    assertThat(stored.message()).contains("no \"space\"\nleft");
    assertThatThrownBy(() -> execution.complete(Map.of("model", examples("/x"))))
        .isInstanceOf(MillraceException.class)
        .hasMessage("execution 1 has ended already (expected: RUNNING)");
    assertThat(store.artifactByUri("/x")).isEmpty();
  }

  @Test
  void anExecutionThatWasStoppedIsCanceledAndSaysWhy() {
    PipelineRun run = store.startRun("fashion", "run-1");
    ExecutionRecord execution = run.startExecution("trainer", "Trainer", Map.of());
    execution.cancel("stopped");
    execution.fail("too late");
    StoredExecution stored = store.execution(execution.id()).orElseThrow();
    assertThat(stored.state()).isEqualTo(ExecutionState.CANCELED);
    assertThat(stored.message()).contains("stopped");
  }

  @Test
  void anExecutionWithNothingToDoIsCanceledWithoutAnErrorOrEvents() {
    PipelineRun run = store.startRun("fashion", "run-1");
    ExecutionRecord execution = run.startExecution("example-gen", "ExampleGen", Map.of());
    execution.skip("nothing new");
    execution.fail("too late");
    StoredExecution stored = store.execution(execution.id()).orElseThrow();
    assertThat(stored.state()).isEqualTo(ExecutionState.CANCELED);
    assertThat(stored.message()).contains("nothing new");
    assertThat(stored.outputs()).isEmpty();
    assertThat(store.isComplete(execution.id())).isFalse();
  }

  @Test
  void outputsOfANodeComeNewestFirst() {
    PipelineRun run = store.startRun("fashion", "run-1");
    for (String uri : List.of("/1", "/2")) {
      run.startExecution("example-gen", "ExampleGen", Map.of())
          .complete(Map.of("examples", examples(uri)));
    }
    run.startExecution("example-gen", "ExampleGen", Map.of()).fail("no");
    run.startExecution("other-gen", "ExampleGen", Map.of())
        .complete(Map.of("examples", examples("/3")));

    assertThat(store.outputs("fashion", "example-gen", "examples"))
        .extracting(StoredArtifact::uri)
        .containsExactly("/2", "/1");
    assertThat(store.outputs("fashion", "example-gen", "other")).isEmpty();
  }

  @Test
  void completionIsAllOrNothing() {
    PipelineRun run = store.startRun("fashion", "run-1");
    ExecutionRecord execution = run.startExecution("example-gen", "ExampleGen", Map.of());
    Map<String, ArtifactRecord> outputs = new LinkedHashMap<>();
    outputs.put("good", examples("/good"));
    outputs.put("bad", new ArtifactRecord(ArtifactType.EXAMPLES, "/bad", Map.of("span", "zero")));
    assertThatThrownBy(() -> execution.complete(outputs, Map.of("records_out", 1)))
        .isInstanceOf(MillraceException.class)
        .hasMessage("property 'span': found zero (expected: data type 1)");
    assertThat(store.artifactByUri("/good")).isEmpty();
    StoredExecution stored = store.execution(execution.id()).orElseThrow();
    assertThat(stored.state()).isEqualTo(ExecutionState.RUNNING);
    assertThat(stored.properties()).isEmpty();
    assertThat(execution.complete(Map.of("good", examples("/good")))).containsKey("good");
  }

  @Test
  void anUnknownInputIsRefused() {
    ExecutionRecord execution =
        store.startRun("fashion", "run-1").startExecution("trainer", "Trainer", Map.of());
    assertThatThrownBy(() -> execution.input("examples", 7))
        .isInstanceOf(MillraceException.class)
        .hasMessage("input 'examples': no artefact 7 in the store");
  }

  @Test
  void oneArtefactMayFeedTwoChannelsAndOneChannelTakeTwoArtefacts() {
    PipelineRun run = store.startRun("fashion", "run-1");
    long first = run(run, "example-gen", "examples", examples("/1")).id();
    long second = run(run, "other-gen", "examples", examples("/2")).id();
    ExecutionRecord execution = run.startExecution("evaluator", "Evaluator", Map.of());
    execution.input("model", first);
    execution.input("baseline_model", first);
    execution.input("model", second);
    assertThat(store.execution(execution.id()).orElseThrow().inputs())
        .isEqualTo(Map.of("model", List.of(first, second), "baseline_model", List.of(first)));
  }

  @Test
  void theLatestOutputIsThatOfTheNewestCompleteExecution() {
    assertThat(store.latestOutput("fashion", "example-gen", "examples")).isEmpty();
    PipelineRun first = store.startRun("fashion", "run-1");
    run(first, "example-gen", "examples", examples("/1"));
    PipelineRun second = store.startRun("fashion", "run-2");
    run(second, "example-gen", "examples", examples("/2"));
    run(second, "other", "examples", examples("/3"));
    run(second, "example-gen", "other", examples("/4"));
    run(store.startRun("digits", "run-3"), "example-gen", "examples", examples("/5"));
    second.startExecution("example-gen", "ExampleGen", Map.of()).fail("broken");

    StoredArtifact latest = store.latestOutput("fashion", "example-gen", "examples").orElseThrow();
    assertThat(latest.uri()).isEqualTo("/2");
    assertThat(latest.properties()).containsEntry("split_names", "[\"train\", \"eval\"]");
    assertThat(store.executions("fashion", "run-2"))
        .extracting(StoredExecution::node)
        .containsExactly("example-gen", "other", "example-gen", "example-gen");
    assertThat(store.executions("digits", "run-2")).isEmpty();
  }

  @Test
  void anArtefactThatIsDeletedIsNoLongerTheLatest() {
    PipelineRun run = store.startRun("fashion", "run-1");
    run(run, "example-gen", "examples", examples("/1"));
    run(run, "example-gen", "examples", examples("/2"));
    StoreFile.execute(url, "UPDATE Artifact SET state = 4 WHERE uri = '/2'");
    assertThat(store.latestOutput("fashion", "example-gen", "examples"))
        .map(StoredArtifact::uri)
        .contains("/1");
    assertThat(store.artifactByUri("/2")).isEmpty();
  }

  @Test
  void theLatestBlessedModelIsNamedByItsBlessing() {
    assertThat(store.latestBlessedModel("fashion")).isEmpty();
    PipelineRun run = store.startRun("fashion", "run-1");
    long good = model(run, "/m/1");
    long bad = model(run, "/m/2");
    bless(run, good, 1);
    bless(run, bad, 0);
    assertThat(store.latestBlessedModel("fashion")).map(StoredArtifact::uri).contains("/m/1");
    assertThat(store.latestBlessedModel("digits")).isEmpty();
    bless(run, model(run, "/m/3"), 1);
    bless(run, good, 1);
    assertThat(store.latestBlessedModel("fashion")).map(StoredArtifact::uri).contains("/m/3");
  }

  private long model(PipelineRun run, String uri) {
    return run(run, "trainer", "model", new ArtifactRecord(ArtifactType.MODEL, uri, Map.of())).id();
  }

  private void bless(PipelineRun run, long model, int blessed) {
    Map<String, Object> properties = Map.of("blessed", blessed, "current_model_id", model);
    run(
        run,
        "evaluator",
        "blessing",
        new ArtifactRecord(ArtifactType.MODEL_BLESSING, "/b", properties));
  }

  @Test
  void notANumberIsKeptAsText() {
    PipelineRun run = store.startRun("fashion", "run-1");
    Map<String, Object> results = Map.of("loss", Double.NaN, "best", Double.POSITIVE_INFINITY);
    ExecutionRecord execution = run.startExecution("trainer", "Trainer", Map.of());
    execution.complete(Map.of(), results);
    assertThat(store.execution(execution.id()).orElseThrow().properties())
        .containsOnly(Map.entry("loss", "NaN"), Map.entry("best", Double.POSITIVE_INFINITY));
  }

  @Test
  void aPropertyThatAnotherProgramTypedOtherwiseIsRefused() {
    StoreFile.execute(url, "INSERT INTO Type (name, type_kind) VALUES ('Examples', 1)");
    StoreFile.execute(url, "INSERT INTO TypeProperty VALUES (10, 'span', 3)");
    PipelineRun run = store.startRun("fashion", "run-1");
    assertThatThrownBy(() -> run(run, "example-gen", "examples", examples("/1")))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith(
            "metadata store: property 'span' of type Examples has data type 3 (expected: 1)");
  }
}
