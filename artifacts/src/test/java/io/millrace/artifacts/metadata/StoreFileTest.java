package io.millrace.artifacts.metadata;

import static io.millrace.artifacts.metadata.StoreFile.execute;
import static io.millrace.artifacts.metadata.StoreFile.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.HadoopStorage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a store: made, opened again, refused, shared, left behind. */
class StoreFileTest {
  @TempDir Path folder;
  private String url;

  @BeforeEach
  void place() {
    url = MetadataStore.URL_PREFIX + folder.resolve("metadata.sqlite");
  }

  private void refused(MillraceException.Category category, String message) {
    assertThatThrownBy(() -> MetadataStore.open(url, Clock.systemUTC(), Duration.ofMillis(300)))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.category()).isEqualTo(category))
        .hasMessageContaining(message);
  }

  @Test
  void aFreshStoreHasTheTablesOfSchemaVersion10() {
    MetadataStore.open(url).close();
    assertThat(rows(url, "SELECT schema_version FROM MLMDEnv")).containsExactly("10");
    assertThat(
            rows(
                url,
                "SELECT m.name || '(' || group_concat(p.name || ' ' || p.type"
                    + " || CASE WHEN p.pk > 0 THEN ' pk' || p.pk ELSE '' END"
                    + " || CASE WHEN p.\"notnull\" THEN ' not null' ELSE '' END"
                    + " || CASE WHEN p.dflt_value IS NULL THEN '' ELSE ' ' || p.dflt_value END,"
                    + " ', ') || ')' FROM sqlite_master m, pragma_table_info(m.name) p"
                    + " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
                    + " GROUP BY m.name ORDER BY m.name"))
        .containsExactlyElementsOf(MlmdVersion10.TABLES);
    assertThat(
            rows(
                url,
                "SELECT m.name, m.tbl_name, group_concat(c.name, ' '),"
                    + " m.sql LIKE '% WHERE % IS NOT NULL'"
                    + " FROM sqlite_master m, pragma_index_info(m.name) c"
                    + " WHERE m.type = 'index' GROUP BY m.name ORDER BY m.name"))
        .containsExactlyInAnyOrderElementsOf(MlmdVersion10.INDEXES);
    assertThat(rows(url, "SELECT id, name, type_kind FROM Type ORDER BY id"))
        .containsExactly(
            "1|mlmd.Dataset|1",
            "2|mlmd.Model|1",
            "3|mlmd.Metrics|1",
            "4|mlmd.Statistics|1",
            "5|mlmd.Train|0",
            "6|mlmd.Transform|0",
            "7|mlmd.Process|0",
            "8|mlmd.Evaluate|0",
            "9|mlmd.Deploy|0");
  }

  @Test
  void aStoreIsOneFileOnceItIsClosed() {
    try (MetadataStore store = MetadataStore.open(url)) {
      store.startRun("p", "r");
      assertThat(rows(url, "PRAGMA journal_mode")).containsExactly("wal");
    }
    assertThat(folder.toFile().list()).containsExactly("metadata.sqlite");
  }

  @Test
  void aStoreIsOpenedAgainWithAllItHeld() {
    long id;
    try (MetadataStore store = MetadataStore.open(url)) {
      id = store.startRun("p", "r").startExecution("n", "Trainer", Map.of("epochs", 5)).id();
    }
    try (MetadataStore store = MetadataStore.open(url)) {
      assertThat(store.execution(id).orElseThrow().properties()).containsEntry("epochs", 5L);
      long next = store.startRun("p", "r").startExecution("n", "Trainer", Map.of()).id();
      assertThat(next).isEqualTo(id + 1);
      assertThat(store.executions("p", "r")).hasSize(2);
    }
    assertThat(rows(url, "SELECT COUNT(*) FROM Context")).containsExactly("3");
  }

  @Test
  void anotherSchemaVersionIsRefused() {
    MetadataStore.open(url).close();
    execute(url, "UPDATE MLMDEnv SET schema_version = 7");
    refused(
        MillraceException.Category.ENVIRONMENT,
        "metadata.sqlite: found ML Metadata schema version 7 (expected: 10); migrate it");
    execute(url, "DELETE FROM MLMDEnv");
    refused(MillraceException.Category.ENVIRONMENT, "found ML Metadata schema version none");
  }

  @Test
  void aDatabaseOfSomethingElseIsRefusedAndKept() {
    execute(url, "CREATE TABLE mine (x INT)");
    refused(
        MillraceException.Category.ENVIRONMENT,
        "metadata.sqlite: this database holds other tables (expected: those of ML Metadata, schema"
            + " version 10); choose another file");
    assertThat(rows(url, "SELECT name FROM sqlite_master")).containsExactly("mine");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedAndKept() throws IOException {
    Path file = folder.resolve("metadata.sqlite");
    String text = "this is not a database at all".repeat(50);
    Files.writeString(file, text);
    refused(
        MillraceException.Category.ENVIRONMENT,
        "the file is not an intact SQLite database: move it away or choose another");
    assertThat(file).hasContent(text);
  }

  @Test
  void aPlaceThatCannotBeWrittenIsAnEnvironmentError() throws IOException {
    Files.writeString(folder.resolve("file"), "x");
    url = MetadataStore.URL_PREFIX + folder.resolve("file/below/metadata.sqlite");
    refused(MillraceException.Category.ENVIRONMENT, "cannot create the folder " + folder);
    Files.createDirectories(folder.resolve("folder.sqlite"));
    url = MetadataStore.URL_PREFIX + folder.resolve("folder.sqlite");
    refused(
        MillraceException.Category.ENVIRONMENT, "check that its folder exists and can be written");
  }

  @Test
  void aLockThatIsNeverReleasedIsReported() throws Exception {
    MetadataStore.open(url).close();
    try (Connection other = DriverManager.getConnection(url)) {
      other.createStatement().execute("BEGIN IMMEDIATE");
      refused(MillraceException.Category.ENVIRONMENT, "locked by another process for more than");
    }
    MetadataStore.open(url).close();
  }

  @Test
  void otherDatabasesAreRefused() {
    url = "jdbc:postgresql://host/db";
    refused(
        MillraceException.Category.USAGE,
        "jdbc:postgresql://host/db: unknown database (expected: jdbc:sqlite:PATH)");
  }

  @Test
  void writersAtTheSameTimeLoseNothing() throws Exception {
    int writers = 4;
    int executions = 25;
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    List<Future<?>> done = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      String node = "node-" + w;
      // Each has a connection of its own, and all of them meet while the file is made.
      done.add(pool.submit(() -> StoreWriter.write(url, node, executions)));
    }
    for (Future<?> writer : done) {
      writer.get();
    }
    pool.shutdown();
    checkWritten(writers * executions, writers);
  }

  @Test
  void processesAtTheSameTimeLoseNothing() throws Exception {
    int executions = 20;
    List<Process> processes = new ArrayList<>();
    for (int w = 0; w < 2; w++) {
      processes.add(StoreWriter.start(folder, url, "node-" + w, executions));
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).as(StoreWriter.log(folder)).isZero();
    }
    checkWritten(2 * executions, 2);
  }

  private void checkWritten(int executions, int nodes) {
    assertThat(rows(url, "PRAGMA integrity_check")).containsExactly("ok");
    assertThat(rows(url, "SELECT COUNT(*) FROM Execution WHERE last_known_state = 3"))
        .containsExactly(String.valueOf(executions));
    assertThat(rows(url, "SELECT COUNT(*), COUNT(DISTINCT name) FROM Artifact"))
        .containsExactly(executions + "|" + executions);
    assertThat(rows(url, "SELECT COUNT(*) FROM Event")).containsExactly("" + executions);
    assertThat(rows(url, "SELECT COUNT(*) FROM Association")).containsExactly("" + 3 * executions);
    assertThat(rows(url, "SELECT COUNT(*) FROM Context")).containsExactly("" + (nodes + 2));
    assertThat(rows(url, "SELECT name FROM Type GROUP BY name, type_kind HAVING COUNT(*) > 1"))
        .isEmpty();
  }

  @Test
  void anExecutionWhoseProcessDiedIsMarkedFailedLater() throws Exception {
    assertThat(StoreWriter.start(folder, url, "dies", -1).waitFor())
        .as(StoreWriter.log(folder))
        .isEqualTo(StoreWriter.DIED);
    try (MetadataStore store = MetadataStore.open(url)) {
      ExecutionRecord mine = store.startRun("p", "r").startExecution("n", "Trainer", Map.of());
      execute(url, "INSERT INTO Execution (type_id, last_known_state) VALUES (1, 2)");
      assertThat(store.execution(1).orElseThrow().state()).isEqualTo(ExecutionState.RUNNING);
      List<StoredExecution> failed = store.failAbandoned();
      assertThat(failed).extracting(StoredExecution::node).containsExactly("dies");
      assertThat(failed.get(0).state()).isEqualTo(ExecutionState.FAILED);
      assertThat(failed.get(0).message()).contains("its process ended without a word");
      assertThat(store.failAbandoned()).isEmpty();
      assertThat(store.execution(mine.id()).orElseThrow().state())
          .isEqualTo(ExecutionState.RUNNING);
    }
  }

  @Test
  void theStoreOfALocalRootLiesInIt() {
    HadoopStorage storage = new HadoopStorage(new Configuration(false));
    assertThat(MetadataUrl.resolve(storage, "/data/root", Optional.empty()))
        .isEqualTo("jdbc:sqlite:/data/root/metadata.sqlite");
    assertThat(MetadataUrl.resolve(storage, "file:///data/root", Optional.empty()))
        .isEqualTo("jdbc:sqlite:/data/root/metadata.sqlite");
    assertThat(MetadataUrl.resolve(storage, "s3a://b/root", Optional.of("/var/m.sqlite")))
        .isEqualTo("jdbc:sqlite:/var/m.sqlite");
    assertThat(MetadataUrl.resolve(storage, "s3a://b/root", Optional.of("jdbc:sqlite:/m")))
        .isEqualTo("jdbc:sqlite:/m");
  }

  @Test
  void aRootOnAnObjectStoreNeedsAPlaceForTheStore() {
    HadoopStorage storage = new HadoopStorage(new Configuration(false));
    assertThatThrownBy(() -> MetadataUrl.resolve(storage, "s3a://b/root", Optional.empty()))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            "s3a://b/root/metadata.sqlite: the metadata store is a SQLite file, which needs a local"
                + " disk; give one: --metadata /path/metadata.sqlite");
    assertThatThrownBy(() -> MetadataUrl.resolve(storage, "/root", Optional.of("jdbc:mysql://h/d")))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            "--metadata jdbc:mysql://h/d: unknown database (expected: a local path or"
                + " jdbc:sqlite:PATH)");
  }

  /** Writes executions into a store, also as a process of its own. */
  static final class StoreWriter {
    static final int DIED = 9;

    private StoreWriter() {}

    static Process start(Path folder, String url, String node, int executions) throws IOException {
      String classPath =
          System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              classPath,
              StoreWriter.class.getName(),
              url,
              node,
              String.valueOf(executions))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "log")))
          .start();
    }

    static String log(Path folder) throws IOException {
      return Files.readString(folder.resolve("log"));
    }

    public static void main(String[] arguments) {
      int executions = Integer.parseInt(arguments[2]);
      if (executions < 0) {
        MetadataStore store = MetadataStore.open(arguments[0]);
        store.startRun("p", "r").startExecution(arguments[1], "Trainer", Map.of());
        Runtime.getRuntime().halt(DIED);
      }
      write(arguments[0], arguments[1], executions);
    }

    static void write(String url, String node, int executions) {
      try (MetadataStore store = MetadataStore.open(url)) {
        PipelineRun run = store.startRun("p", "r");
        for (int i = 0; i < executions; i++) {
          ExecutionRecord execution = run.startExecution(node, "Trainer", Map.of("i", i));
          String uri = "/r/" + node + "/model/" + execution.id();
          execution.complete(
              Map.of("model", new ArtifactRecord(ArtifactType.MODEL, uri, Map.of("i", i))));
        }
      }
    }
  }
}
