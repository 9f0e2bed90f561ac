package io.millrace.artifacts.metadata;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An execution under way. Its id names the folders of its outputs. It ends with {@link #complete}
 * or {@link #fail}; a crash leaves it RUNNING until {@link MetadataStore#failAbandoned}.
 */
public final class ExecutionRecord {
  /** Where TFX keeps the outcome of an execution, as the JSON form of its message. */
  static final String RESULT = "__execution_result__";

  static final String RESULT_MESSAGE = "resultMessage";

  /**
   * The TFX release whose artefact layout this is. TFX reads an artefact without this custom
   * property as one of the old layout.
   */
  static final String TFX_VERSION = "1.16.0";

  private static final int INPUT = 3;
  private static final int OUTPUT = 4;
  private static final int NO_ERROR = 0;
  private static final int UNKNOWN_ERROR = 2;

  private final Database database;
  private final Clock clock;
  private final long id;
  private final List<Long> contexts;
  private final String name;

  ExecutionRecord(Database database, Clock clock, long id, List<Long> contexts, String name) {
    this.database = database;
    this.clock = clock;
    this.id = id;
    this.contexts = contexts;
    this.name = name;
  }

  /** The execution's id, from 1 upwards, never used again. */
  public long id() {
    return id;
  }

  /**
   * Records an artefact that this execution reads.
   *
   * @throws MillraceException (internal) if there is no artefact of this id
   */
  public void input(String channel, long artifactId) {
    database.write(
        connection -> {
          if (Sql.id(connection, "SELECT id FROM Artifact WHERE id = ?", artifactId).isEmpty()) {
            throw MillraceException.internal(
                "input '" + channel + "': no artefact " + artifactId + " in the store", null);
          }
          event(connection, artifactId, INPUT, channel);
          attribute(connection, artifactId);
          return null;
        });
  }

  /**
   * Records outputs, results and the state COMPLETE in one transaction.
   *
   * @param outputs by channel
   * @param results recorded beside the configuration, such as counts of records; may be empty
   * @return the artefacts as stored, by channel
   * @throws MillraceException (internal) if the execution has ended already; then nothing changes
   */
  public Map<String, StoredArtifact> complete(
      Map<String, ArtifactRecord> outputs, Map<String, ?> results) {
    return database.write(
        connection -> {
          if (!end(connection, ExecutionState.COMPLETE)) {
            throw MillraceException.internal(
                "execution " + id + " has ended already (expected: RUNNING)", null);
          }
          Properties.EXECUTION.write(connection, id, Map.of(), results);
          Map<String, StoredArtifact> stored = new LinkedHashMap<>();
          for (Map.Entry<String, ArtifactRecord> output : outputs.entrySet()) {
            String channel = output.getKey();
            long artifactId = insert(connection, channel, output.getValue());
            event(connection, artifactId, OUTPUT, channel);
            attribute(connection, artifactId);
            stored.put(channel, Queries.artifact(connection, artifactId).orElseThrow());
          }
          return Collections.unmodifiableMap(stored);
        });
  }

  /** As {@link #complete(Map, Map)} without results. */
  public Map<String, StoredArtifact> complete(Map<String, ArtifactRecord> outputs) {
    return complete(outputs, Map.of());
  }

  /** Records the state FAILED and why; nothing happens if the execution has ended already. */
  public void fail(String message) {
    database.write(
        connection -> {
          fail(connection, clock, id, message);
          return null;
        });
  }

  /** Records the state CANCELED and why; nothing happens if the execution has ended already. */
  public void cancel(String message) {
    database.write(
        connection -> {
          end(connection, clock, id, ExecutionState.CANCELED, message, UNKNOWN_ERROR);
          return null;
        });
  }

  /**
   * Records that there was nothing to do; nothing happens if the execution has ended already. The
   * state is CANCELED, by which ML Metadata means an execution that was skipped because something
   * it presupposes was not there, without an error and without outputs. CACHED would stand for
   * outputs of an earlier execution; for TFX, both CACHED and COMPLETE promise outputs. The
   * result's code is 0, unlike that of an execution which somebody stopped.
   */
  public void skip(String reason) {
    database.write(
        connection -> {
          end(connection, clock, id, ExecutionState.CANCELED, reason, NO_ERROR);
          return null;
        });
  }

  static boolean fail(Connection connection, Clock clock, long id, String message)
      throws SQLException {
    return end(connection, clock, id, ExecutionState.FAILED, message, UNKNOWN_ERROR);
  }

  private static boolean end(
      Connection connection, Clock clock, long id, ExecutionState state, String message, int code)
      throws SQLException {
    if (!end(connection, clock, id, state)) {
      return false;
    }
    String result =
        JsonNodeFactory.instance
            .objectNode()
            .put(RESULT_MESSAGE, message)
            .put("code", code)
            .toString();
    Properties.EXECUTION.write(connection, id, Map.of(), Map.of(RESULT, result));
    return true;
  }

  private boolean end(Connection connection, ExecutionState state) throws SQLException {
    return end(connection, clock, id, state);
  }

  private static boolean end(Connection connection, Clock clock, long id, ExecutionState state)
      throws SQLException {
    int changed =
        Sql.update(
            connection,
            "UPDATE Execution SET last_known_state = ?, last_update_time_since_epoch = ?"
                + " WHERE id = ? AND last_known_state = ?",
            state.number(),
            clock.millis(),
            id,
            ExecutionState.RUNNING.number());
    return changed == 1;
  }

  private long insert(Connection connection, String channel, ArtifactRecord artifact)
      throws SQLException {
    ArtifactType type = artifact.type();
    long typeId = Types.artifact(connection, type);
    String artifactName = name + ":" + channel + ":0";
    boolean taken =
        Sql.id(
                connection,
                "SELECT id FROM Artifact WHERE type_id = ? AND name = ?",
                typeId,
                artifactName)
            .isPresent();
    long now = clock.millis();
    long artifactId =
        Sql.insert(
            connection,
            "INSERT INTO Artifact (type_id, uri, state, name, create_time_since_epoch,"
                + " last_update_time_since_epoch) VALUES (?, ?, ?, ?, ?, ?)",
            typeId,
            artifact.uri(),
            ArtifactState.LIVE.number(),
            // Names are unique; a node that runs again in the same run needs another.
            taken ? artifactName + ":" + id : artifactName,
            now,
            now);
    Map<String, Object> properties = new LinkedHashMap<>(artifact.properties());
    properties.putIfAbsent("tfx_version", TFX_VERSION);
    Properties.ARTIFACT.write(
        connection, artifactId, Types.properties(connection, typeId), properties);
    return artifactId;
  }

  /** One event for each artefact and direction; further channels add to its path. */
  private void event(Connection connection, long artifactId, int type, String channel)
      throws SQLException {
    long index =
        Sql.id(
                connection,
                "SELECT COUNT(*) FROM EventPath p JOIN Event v ON v.id = p.event_id"
                    + " WHERE v.execution_id = ? AND v.type = ? AND p.step_key = ?",
                id,
                type,
                channel)
            .orElse(0L);
    var found =
        Sql.id(
            connection,
            "SELECT id FROM Event WHERE artifact_id = ? AND execution_id = ? AND type = ?",
            artifactId,
            id,
            type);
    long event =
        found.isPresent()
            ? found.get()
            : Sql.insert(
                connection,
                "INSERT INTO Event (artifact_id, execution_id, type, milliseconds_since_epoch)"
                    + " VALUES (?, ?, ?, ?)",
                artifactId,
                id,
                type,
                clock.millis());
    Sql.update(
        connection,
        "INSERT INTO EventPath (event_id, is_index_step, step_key) VALUES (?, 0, ?)",
        event,
        channel);
    Sql.update(
        connection,
        "INSERT INTO EventPath (event_id, is_index_step, step_index) VALUES (?, 1, ?)",
        event,
        index);
  }

  private void attribute(Connection connection, long artifactId) throws SQLException {
    for (long context : contexts) {
      boolean there =
          Sql.id(
                  connection,
                  "SELECT id FROM Attribution WHERE context_id = ? AND artifact_id = ?",
                  context,
                  artifactId)
              .isPresent();
      if (!there) {
        Sql.insert(
            connection,
            "INSERT INTO Attribution (context_id, artifact_id) VALUES (?, ?)",
            context,
            artifactId);
      }
    }
  }
}
