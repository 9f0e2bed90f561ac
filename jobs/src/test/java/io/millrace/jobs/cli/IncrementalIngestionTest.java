package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.artifacts.metadata.ExecutionState;
import io.millrace.artifacts.metadata.MetadataStore;
import io.millrace.artifacts.metadata.StoredExecution;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.jobs.pipeline.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that earlier runs have ingested, by the real runner and metadata store. */
class IncrementalIngestionTest extends CommandHarness {
  @TempDir Path folder;
  private Path file;
  private Path data;

  @Override
  Registry registry() {
    return Registry.load();
  }

  @BeforeEach
  void writePipeline() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    file =
        Files.writeString(
            folder.resolve("rows.yaml"),
            """
            name: rows
            root: root
            components:
              example-gen:
                options:
                  input: data
                  format: csv
                  incremental: true
                  hash_buckets: {all: 1}
              statistics-gen:
                inputs: {examples: example-gen}
              schema-gen:
                inputs: {statistics: statistics-gen}
            """);
  }

  @Test
  void onlyNewFilesAreReadAndNothingNewIsNoFailure() throws Exception {
    rows("a.csv", 0, 30);
    rows("b.csv", 30, 20);
    assertThat(run()).as(err).isZero();
    assertThat(states()).containsExactly("COMPLETE", "COMPLETE", "COMPLETE");
    assertThat(node(0).get("records_in").asLong()).isEqualTo(50);
    JsonNode first = ingestion();
    assertThat(first.get("span").asLong()).isEqualTo(1);
    assertThat(first.get("earlier")).isEmpty();

    assertThat(run()).as(err).isZero();
    assertThat(states()).containsExactly("SKIPPED", "SKIPPED", "SKIPPED");
    assertThat(json().get("state").asText()).isEqualTo("COMPLETE");
    assertThat(node(0).get("error").asText())
        .isEqualTo("nothing new: all files (2) were ingested before");
    assertThat(node(1).get("error").asText()).isEqualTo("example-gen had nothing to do");
    assertThat(node(0).get("artifacts")).isEmpty();
    StoredExecution skipped = execution(node(0).get("execution_id").asLong());
    assertThat(skipped.state()).isEqualTo(ExecutionState.CANCELED);
    assertThat(skipped.message()).contains("nothing new: all files (2) were ingested before");
    assertThat(skipped.outputs()).isEmpty();
    assertThat(folder.resolve("root/example-gen/examples/" + skipped.id())).doesNotExist();
    assertThat(folder.resolve("root/example-gen/.system/staging/" + skipped.id())).doesNotExist();

    rows("c.csv", 50, 7);
    assertThat(run()).as(err).isZero();
    assertThat(states()).containsExactly("COMPLETE", "COMPLETE", "COMPLETE");
    assertThat(node(0).get("records_in").asLong()).isEqualTo(7);
    JsonNode third = ingestion();
    assertThat(third.get("span").asLong()).isEqualTo(2);
    assertThat(uris(third.get("inputs").get(0))).containsExactly(data + "/c.csv");
    assertThat(third.get("earlier")).hasSize(1);
    assertThat(third.get("earlier").get(0).get("artifact").asText()).endsWith("/examples/1");
    assertThat(third.get("earlier").get(0).get("files"))
        .isEqualTo(first.get("inputs").get(0).get("files"));
  }

  @Test
  void peopleAreToldThatThereIsNothingNewAndMayGoOnFromWhatThereIs() throws Exception {
    rows("a.csv", 0, 30);
    assertThat(run()).as(err).isZero();

    assertThat(millrace("run", file.toString(), "--master", "local[2]")).as(err).isZero();
    assertThat(out)
        .contains("rows: complete in", "SKIPPED")
        .contains("example-gen skipped: nothing new: all files (1) were ingested before");

    assertThat(run("--from", "statistics-gen")).as(err).isZero();
    assertThat(states()).containsExactly("REUSED", "COMPLETE", "COMPLETE");
  }

  @Test
  void anIngestedFileMustNotChange() throws Exception {
    Path rows = rows("a.csv", 10, 20);
    assertThat(run()).as(err).isZero();

    Files.setLastModifiedTime(rows, FileTime.fromMillis(1_000_000_000_000L));
    assertThat(run()).as(err).isZero();
    assertThat(states()).startsWith("SKIPPED");

    rows("a.csv", 11, 20);
    Files.setLastModifiedTime(rows, FileTime.fromMillis(1_100_000_000_000L));
    assertThat(run()).isEqualTo(1);
    assertThat(node(0).get("error").asText())
        .startsWith(rows + ": found content of SHA-256 ")
        .contains("as when it was ingested into " + folder.resolve("root/example-gen/examples/1"))
        .endsWith(
            "ingested files must not change: put new data in new files, or run without incremental");

    rows("a.csv", 10, 21);
    assertThat(run()).isEqualTo(1);
    assertThat(node(0).get("error").asText())
        .matches(".*a.csv: found \\d+ bytes \\(expected: \\d+, as when it was ingested into .*");

    assertThat(run("--set", "example-gen.incremental=false")).as(err).isZero();
    assertThat(node(0).get("records_in").asLong()).isEqualTo(21);
    assertThat(run()).as(err).isZero();
    assertThat(states()).startsWith("SKIPPED");
  }

  @Test
  void whatARunThatFailedHasReadIsReadAgain() throws Exception {
    rows("a.csv", 0, 10);
    Path bad = Files.writeString(data.resolve("b.csv"), "id,name\n1,x,too many\n");
    assertThat(run()).isEqualTo(1);
    assertThat(states()).containsExactly("FAILED", "SKIPPED", "SKIPPED");
    assertThat(node(1).get("error").asText()).isEqualTo("example-gen did not complete");

    Files.writeString(bad, "id,name\n10,x\n");
    assertThat(run()).as(err).isZero();
    assertThat(node(0).get("records_in").asLong()).isEqualTo(11);
    assertThat(ingestion().get("span").asLong()).isEqualTo(1);
  }

  @Test
  void oldArtefactsMayBeDeletedAndTheLastOneIsThenReadAgain() throws Exception {
    Storage storage = new HadoopStorage(new Configuration(false));
    rows("a.csv", 0, 10);
    assertThat(run("--to", "example-gen")).as(err).isZero();
    rows("b.csv", 10, 5);
    assertThat(run("--to", "example-gen")).as(err).isZero();
    String second = node(0).get("artifacts").get(0).get("uri").asText();

    storage.delete(folder.resolve("root/example-gen/examples/1").toString());
    assertThat(run("--to", "example-gen")).as(err).isZero();
    assertThat(states()).containsExactly("SKIPPED");

    rows("c.csv", 15, 3);
    assertThat(run("--to", "example-gen")).as(err).isZero();
    assertThat(ingestion().get("span").asLong()).isEqualTo(3);
    storage.delete(node(0).get("artifacts").get(0).get("uri").asText());
    assertThat(run("--to", "example-gen")).as(err).isZero();
    assertThat(node(0).get("records_in").asLong()).isEqualTo(3);
    assertThat(ingestion().get("span").asLong()).isEqualTo(3);
    assertThat(ingestion().get("earlier").get(1).get("artifact").asText()).isEqualTo(second);
  }

  @Test
  void aComponentThatRunsAloneHasNoEarlierRuns() throws Exception {
    rows("a.csv", 0, 10);
    int exitCode =
        millrace(
            "example-gen",
            "--input",
            data.toString(),
            "--format",
            "csv",
            "--incremental=true",
            "--examples",
            folder.resolve("out").toString(),
            "--master",
            "local[2]");
    assertThat(exitCode).as(err).isEqualTo(2);
    assertThat(err).contains("not known to a component that runs alone");
  }

  private int run(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("run", file.toString(), "--master", "local[2]", "--json"));
    arguments.addAll(List.of(more));
    return millrace(arguments.toArray(String[]::new));
  }

  private Path rows(String name, int first, int count) throws IOException {
    StringBuilder text = new StringBuilder("id,name\n");
    for (int id = first; id < first + count; id++) {
      text.append(id).append(",name ").append(id).append('\n');
    }
    return Files.writeString(data.resolve(name), text);
  }

  private JsonNode node(int index) throws IOException {
    return json().get("components").get(index);
  }

  private List<String> states() throws IOException {
    List<String> states = new ArrayList<>();
    json().get("components").forEach(c -> states.add(c.get("state").asText()));
    return states;
  }

  /** What the last run has written. */
  private JsonNode ingestion() throws IOException {
    Path artefact = Path.of(node(0).get("artifacts").get(0).get("uri").asText());
    return new ObjectMapper().readTree(artefact.resolve("ingestion.json").toFile());
  }

  private static List<String> uris(JsonNode part) {
    List<String> uris = new ArrayList<>();
    part.get("files").forEach(f -> uris.add(f.get("uri").asText()));
    return uris;
  }

  private StoredExecution execution(long id) {
    try (MetadataStore store =
        MetadataStore.open(MetadataStore.URL_PREFIX + folder.resolve("root/metadata.sqlite"))) {
      return store.execution(id).orElseThrow();
    }
  }
}
