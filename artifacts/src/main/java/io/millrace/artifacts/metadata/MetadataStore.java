package io.millrace.artifacts.metadata;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.ProcessOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The record of everything that ran: executions, artefacts, the pipelines and runs they belong to.
 * A SQLite file in the schema of ML Metadata (version 10), which the Python client opens and adds
 * to while this one is open.
 *
 * <p>Thread-safe; several processes may use one file. Every method that writes does so in one
 * transaction, waits up to a minute for other writers and then gives up with an error. All failures
 * of the database are {@link MillraceException}s (environment).
 */
public final class MetadataStore implements AutoCloseable {
  /** What the URL of every store begins with; a path follows. */
  public static final String URL_PREFIX = "jdbc:sqlite:";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Database database;
  private final Clock clock;

  private MetadataStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Opens a store, creating the file, the folders above it and the tables if there are none.
   *
   * @param url of the form {@code jdbc:sqlite:/path/metadata.sqlite}; see {@link MetadataUrl}
   * @throws MillraceException (usage) if the URL names another database, (environment) if the file
   *     cannot be used or holds something else than schema version 10
   */
  public static MetadataStore open(String url) {
    return open(url, Clock.systemUTC(), PATIENCE);
  }

  static MetadataStore open(String url, Clock clock, Duration patience) {
    if (!url.startsWith(URL_PREFIX)) {
      throw MillraceException.usage(url + ": unknown database (expected: " + URL_PREFIX + "PATH)");
    }
    createFolder(url);
    Database database = new Database(url, new SqliteDialect(), patience);
    try {
      database.write(
          connection -> {
            Schema.createOrCheck(connection, database.dialect(), url);
            return null;
          });
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
    return new MetadataStore(database, clock);
  }

  private static void createFolder(String url) {
    Path folder = Path.of(url.substring(URL_PREFIX.length())).toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw MillraceException.environment(
          url + ": cannot create the folder " + folder + ": " + e + "; choose another place", e);
    }
  }

  /** Begins a run, or goes on with the run of this name. */
  public PipelineRun startRun(String pipelineName, String runId) {
    return new PipelineRun(database, clock, pipelineName, runId);
  }

  /**
   * The newest live artefact that a complete execution of this node put out on this channel, in any
   * run of the pipeline.
   */
  public Optional<StoredArtifact> latestOutput(String pipelineName, String node, String channel) {
    return database.read(
        connection -> Queries.latestOutput(connection, pipelineName, node, channel));
  }

  /** All that {@link #latestOutput} could find, the newest first. */
  public List<StoredArtifact> outputs(String pipelineName, String node, String channel) {
    return database.read(connection -> Queries.outputs(connection, pipelineName, node, channel));
  }

  /** The artefact of this id. */
  public Optional<StoredArtifact> artifact(long id) {
    return database.read(connection -> Queries.artifact(connection, id));
  }

  /** The newest live artefact of exactly this URI. */
  public Optional<StoredArtifact> artifactByUri(String uri) {
    return database.read(connection -> Queries.artifactByUri(connection, uri));
  }

  /**
   * The newest live model that a live blessing of this pipeline names: a ModelBlessing with {@code
   * blessed} 1 and {@code current_model_id}, the id of the model.
   */
  public Optional<StoredArtifact> latestBlessedModel(String pipelineName) {
    return database.read(connection -> Queries.latestBlessedModel(connection, pipelineName));
  }

  /** The execution of this id. */
  public Optional<StoredExecution> execution(long id) {
    return database.read(connection -> Queries.execution(connection, id));
  }

  /** The executions of a run in the order they started. */
  public List<StoredExecution> executions(String pipelineName, String runId) {
    return database.read(connection -> Queries.executions(connection, pipelineName, runId));
  }

  /** Whether an execution ended well, so that its outputs are in the store. */
  public boolean isComplete(long executionId) {
    return execution(executionId)
        .map(StoredExecution::state)
        .filter(state -> state == ExecutionState.COMPLETE || state == ExecutionState.CACHED)
        .isPresent();
  }

  /**
   * Marks as FAILED the executions that are RUNNING but whose process, one of this machine, is
   * certainly gone. Those of other machines are left alone.
   *
   * @return the executions marked
   */
  public List<StoredExecution> failAbandoned() {
    return database.write(
        connection -> {
          List<StoredExecution> failed = new ArrayList<>();
          for (StoredExecution execution : Queries.running(connection)) {
            boolean gone =
                Optional.ofNullable(
                        Properties.EXECUTION
                            .read(connection, execution.id())
                            .get(PipelineRun.OWNER))
                    .flatMap(owner -> ProcessOwner.parse(owner.toString()))
                    .map(ProcessOwner::isGone)
                    .orElse(false);
            if (gone
                && ExecutionRecord.fail(
                    connection, clock, execution.id(), "its process ended without a word")) {
              failed.add(Queries.execution(connection, execution.id()).orElseThrow());
            }
          }
          return failed;
        });
  }

  /** Closes the connection; a store without open connections is one file. */
  @Override
  public void close() {
    database.close();
  }
}
