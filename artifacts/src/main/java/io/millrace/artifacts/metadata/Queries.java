package io.millrace.artifacts.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The statements that read. */
final class Queries {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Context of one type and name, whose parameters come first. */
  private static final String CONTEXT =
      "SELECT c.id FROM Context c JOIN Type t ON t.id = c.type_id"
          + " WHERE t.name = ? AND t.type_kind = 2 AND t.version IS NULL AND c.name = ?";

  /** Artefacts by context of a node and channel, the newest first. */
  private static final String OUTPUTS =
      "SELECT a.id FROM Association s"
          + " JOIN Execution e ON e.id = s.execution_id"
          + " JOIN Event v ON v.execution_id = e.id"
          + " JOIN EventPath p ON p.event_id = v.id"
          + " JOIN Artifact a ON a.id = v.artifact_id"
          + " WHERE s.context_id IN ("
          + CONTEXT
          + ") AND e.last_known_state IN (3, 5) AND v.type = 4 AND p.step_key = ?"
          + " AND a.state = 2 ORDER BY a.id DESC";

  private Queries() {}

  static Optional<StoredArtifact> artifact(Connection connection, long id) throws SQLException {
    Optional<StoredArtifact> bare =
        Sql.first(
            connection,
            "SELECT a.id, t.name, a.uri, a.name, a.state, a.create_time_since_epoch"
                + " FROM Artifact a JOIN Type t ON t.id = a.type_id WHERE a.id = ?",
            row ->
                new StoredArtifact(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    ArtifactState.of(row.getInt(5)),
                    Map.of(),
                    row.getLong(6)),
            id);
    if (bare.isEmpty()) {
      return bare;
    }
    StoredArtifact a = bare.get();
    return Optional.of(
        new StoredArtifact(
            a.id(),
            a.type(),
            a.uri(),
            a.name(),
            a.state(),
            Properties.ARTIFACT.read(connection, id),
            a.createdMillis()));
  }

  private static Optional<StoredArtifact> artifact(Connection connection, Optional<Long> id)
      throws SQLException {
    return id.isPresent() ? artifact(connection, id.get()) : Optional.empty();
  }

  static Optional<StoredArtifact> latestOutput(
      Connection connection, String pipeline, String node, String channel) throws SQLException {
    return artifact(
        connection,
        Sql.id(connection, OUTPUTS + " LIMIT 1", "node", pipeline + "." + node, channel));
  }

  static List<StoredArtifact> outputs(
      Connection connection, String pipeline, String node, String channel) throws SQLException {
    List<StoredArtifact> outputs = new ArrayList<>();
    List<Long> ids =
        Sql.all(connection, OUTPUTS, row -> row.getLong(1), "node", pipeline + "." + node, channel);
    for (long id : ids) {
      artifact(connection, id).ifPresent(outputs::add);
    }
    return outputs;
  }

  static Optional<StoredArtifact> artifactByUri(Connection connection, String uri)
      throws SQLException {
    return artifact(
        connection,
        Sql.id(
            connection,
            "SELECT id FROM Artifact WHERE uri = ? AND state = 2 ORDER BY id DESC LIMIT 1",
            uri));
  }

  /** The newest model that a blessing of this pipeline names, as TFX's resolver finds it. */
  static Optional<StoredArtifact> latestBlessedModel(Connection connection, String pipeline)
      throws SQLException {
    return artifact(
        connection,
        Sql.id(
            connection,
            "SELECT m.id FROM Attribution s"
                + " JOIN Artifact b ON b.id = s.artifact_id"
                + " JOIN Type bt ON bt.id = b.type_id"
                + " JOIN ArtifactProperty pb ON pb.artifact_id = b.id"
                + " JOIN ArtifactProperty pm ON pm.artifact_id = b.id"
                + " JOIN Artifact m ON m.id = pm.int_value"
                + " JOIN Type mt ON mt.id = m.type_id"
                + " WHERE s.context_id IN ("
                + CONTEXT
                + ") AND b.state = 2 AND bt.name = 'ModelBlessing'"
                + " AND pb.name = 'blessed' AND pb.int_value = 1"
                + " AND pm.name = 'current_model_id'"
                + " AND m.state = 2 AND mt.name = 'Model' ORDER BY m.id DESC LIMIT 1",
            "pipeline",
            pipeline));
  }

  static List<StoredExecution> executions(Connection connection, String pipeline, String runId)
      throws SQLException {
    List<Long> ids =
        Sql.all(
            connection,
            "SELECT r.execution_id FROM Association r"
                + " JOIN Association p ON p.execution_id = r.execution_id"
                + " WHERE r.context_id IN ("
                + CONTEXT
                + ") AND p.context_id IN ("
                + CONTEXT
                + ") ORDER BY r.execution_id",
            row -> row.getLong(1),
            "pipeline_run",
            runId,
            "pipeline",
            pipeline);
    return executions(connection, ids);
  }

  static List<StoredExecution> running(Connection connection) throws SQLException {
    return executions(
        connection,
        Sql.all(
            connection,
            "SELECT id FROM Execution WHERE last_known_state = 2 ORDER BY id",
            row -> row.getLong(1)));
  }

  private static List<StoredExecution> executions(Connection connection, List<Long> ids)
      throws SQLException {
    List<StoredExecution> executions = new ArrayList<>();
    for (long id : ids) {
      execution(connection, id).ifPresent(executions::add);
    }
    return executions;
  }

  static Optional<StoredExecution> execution(Connection connection, long id) throws SQLException {
    Map<String, Object> properties = Properties.EXECUTION.read(connection, id);
    Object result = properties.remove(ExecutionRecord.RESULT);
    properties.remove(PipelineRun.OWNER);
    String node = node(connection, id);
    Map<String, List<Long>> inputs = events(connection, id, 3);
    Map<String, List<Long>> outputs = events(connection, id, 4);
    return Sql.first(
        connection,
        "SELECT t.name, e.last_known_state, e.create_time_since_epoch,"
            + " e.last_update_time_since_epoch"
            + " FROM Execution e JOIN Type t ON t.id = e.type_id WHERE e.id = ?",
        row ->
            new StoredExecution(
                id,
                node,
                row.getString(1),
                ExecutionState.of(row.getInt(2)),
                row.getLong(3),
                row.getLong(4),
                properties,
                message(result),
                inputs,
                outputs),
        id);
  }

  private static String node(Connection connection, long id) throws SQLException {
    String node = contextName(connection, id, "node");
    String pipeline = contextName(connection, id, "pipeline") + ".";
    return node.startsWith(pipeline) ? node.substring(pipeline.length()) : node;
  }

  private static String contextName(Connection connection, long executionId, String type)
      throws SQLException {
    return Sql.first(
            connection,
            "SELECT c.name FROM Association s JOIN Context c ON c.id = s.context_id"
                + " JOIN Type t ON t.id = c.type_id"
                + " WHERE s.execution_id = ? AND t.name = ? AND t.type_kind = 2",
            row -> row.getString(1),
            executionId,
            type)
        .orElse("");
  }

  private static Map<String, List<Long>> events(Connection connection, long executionId, int type)
      throws SQLException {
    Map<String, List<Long>> byChannel = new LinkedHashMap<>();
    Sql.all(
            connection,
            "SELECT p.step_key, v.artifact_id FROM Event v JOIN EventPath p ON p.event_id = v.id"
                + " WHERE v.execution_id = ? AND v.type = ? AND p.step_key IS NOT NULL"
                + " ORDER BY v.id",
            row -> Map.entry(row.getString(1), row.getLong(2)),
            executionId,
            type)
        .forEach(
            event ->
                byChannel
                    .computeIfAbsent(event.getKey(), channel -> new ArrayList<>())
                    .add(event.getValue()));
    return byChannel;
  }

  private static Optional<String> message(Object result) {
    if (!(result instanceof String json)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(json).path(ExecutionRecord.RESULT_MESSAGE).asText(json));
    } catch (JsonProcessingException e) {
      // Another program's own form: shown as it is.
      return Optional.of(json);
    }
  }
}
