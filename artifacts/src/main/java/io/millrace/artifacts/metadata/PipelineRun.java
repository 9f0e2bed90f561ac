package io.millrace.artifacts.metadata;

import io.millrace.artifacts.ProcessOwner;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run of a pipeline: two contexts to which its executions and artefacts belong. */
public final class PipelineRun {
  static final String OWNER = "__owner__";

  private final Database database;
  private final Clock clock;
  private final String pipeline;
  private final String runId;

  PipelineRun(Database database, Clock clock, String pipeline, String runId) {
    this.database = database;
    this.clock = clock;
    this.pipeline = pipeline;
    this.runId = runId;
    database.write(this::contexts);
  }

  /** The pipeline's name. */
  public String pipeline() {
    return pipeline;
  }

  /** The name of this run. */
  public String runId() {
    return runId;
  }

  private List<Long> contexts(Connection connection) throws SQLException {
    return List.of(
        context(connection, "pipeline", pipeline), context(connection, "pipeline_run", runId));
  }

  /**
   * Records that a node starts now.
   *
   * @param node the node's name, such as {@code statistics-gen}
   * @param componentType TFX's name of the component, such as {@code StatisticsGen}
   * @param config its options; nested values are stored as JSON, nulls left out
   */
  public ExecutionRecord startExecution(String node, String componentType, Map<String, ?> config) {
    return database.write(
        connection -> {
          long now = clock.millis();
          long id =
              Sql.insert(
                  connection,
                  "INSERT INTO Execution (type_id, last_known_state, create_time_since_epoch,"
                      + " last_update_time_since_epoch) VALUES (?, ?, ?, ?)",
                  Types.execution(connection, componentType),
                  ExecutionState.RUNNING.number(),
                  now,
                  now);
          List<Long> run = contexts(connection);
          List<Long> contexts =
              List.of(run.get(0), run.get(1), context(connection, "node", pipeline + "." + node));
          for (long context : contexts) {
            Sql.insert(
                connection,
                "INSERT INTO Association (context_id, execution_id) VALUES (?, ?)",
                context,
                id);
          }
          Map<String, Object> properties = new LinkedHashMap<>(config);
          properties.put(OWNER, ProcessOwner.current().encode());
          Properties.EXECUTION.write(connection, id, Map.of(), properties);
          return new ExecutionRecord(
              database, clock, id, contexts, pipeline + ":" + runId + ":" + node);
        });
  }

  private long context(Connection connection, String type, String name) throws SQLException {
    long typeId = Types.context(connection, type);
    var found =
        Sql.id(connection, "SELECT id FROM Context WHERE type_id = ? AND name = ?", typeId, name);
    if (found.isPresent()) {
      return found.get();
    }
    long now = clock.millis();
    return Sql.insert(
        connection,
        "INSERT INTO Context (type_id, name, create_time_since_epoch,"
            + " last_update_time_since_epoch) VALUES (?, ?, ?, ?)",
        typeId,
        name,
        now,
        now);
  }
}
