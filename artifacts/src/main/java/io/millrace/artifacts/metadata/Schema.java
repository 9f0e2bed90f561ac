package io.millrace.artifacts.metadata;

import io.millrace.artifacts.MillraceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The tables of ML Metadata's SQL schema, version 10, as its own release 1.17 makes them: names,
 * columns, constraints, indexes and the types that are always there.
 */
final class Schema {
  static final int VERSION = 10;

  static final int EXECUTION_KIND = 0;
  static final int ARTIFACT_KIND = 1;
  static final int CONTEXT_KIND = 2;

  private static final String NAMES_AND_TIMES =
      """
        external_id VARCHAR(255) UNIQUE,
        create_time_since_epoch {millis} NOT NULL DEFAULT 0,
        last_update_time_since_epoch {millis} NOT NULL DEFAULT 0,
        UNIQUE (type_id, name))""";

  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE Type (
            id {id}, name VARCHAR(255) NOT NULL, version VARCHAR(255), type_kind {flag} NOT NULL,
            description TEXT, input_type TEXT, output_type TEXT, external_id VARCHAR(255) UNIQUE)""",
          """
          CREATE TABLE TypeProperty (
            type_id INT NOT NULL, name VARCHAR(255) NOT NULL, data_type INT NULL,
            PRIMARY KEY (type_id, name))""",
          """
          CREATE TABLE ParentType (
            type_id INT NOT NULL, parent_type_id INT NOT NULL,
            PRIMARY KEY (type_id, parent_type_id))""",
          """
          CREATE TABLE Artifact (
            id {id}, type_id INT NOT NULL, uri TEXT, state INT, name VARCHAR(255),
          """
              + NAMES_AND_TIMES,
          """
          CREATE TABLE Execution (
            id {id}, type_id INT NOT NULL, last_known_state INT, name VARCHAR(255),
          """
              + NAMES_AND_TIMES,
          """
          CREATE TABLE Context (
            id {id}, type_id INT NOT NULL, name VARCHAR(255) NOT NULL,
          """
              + NAMES_AND_TIMES,
          """
          CREATE TABLE ParentContext (
            context_id INT NOT NULL, parent_context_id INT NOT NULL,
            PRIMARY KEY (context_id, parent_context_id))""",
          """
          CREATE TABLE Event (
            id {id}, artifact_id INT NOT NULL, execution_id INT NOT NULL, type INT NOT NULL,
            milliseconds_since_epoch {millis}, UNIQUE (artifact_id, execution_id, type))""",
          """
          CREATE TABLE EventPath (
            event_id INT NOT NULL, is_index_step {flag} NOT NULL, step_index INT, step_key TEXT)""",
          """
          CREATE TABLE Association (
            id {id}, context_id INT NOT NULL, execution_id INT NOT NULL,
            UNIQUE (context_id, execution_id))""",
          """
          CREATE TABLE Attribution (
            id {id}, context_id INT NOT NULL, artifact_id INT NOT NULL,
            UNIQUE (context_id, artifact_id))""",
          "CREATE TABLE MLMDEnv (schema_version INTEGER PRIMARY KEY)");

  private static final List<String> NODES = List.of("Artifact", "Execution", "Context");

  private static final String PROPERTIES =
      """
      CREATE TABLE {Node}Property (
        {node}_id INT NOT NULL, name VARCHAR(255) NOT NULL, is_custom_property {flag} NOT NULL,
        int_value INT, double_value {double}, string_value TEXT, byte_value {blob},
        proto_value {blob}, bool_value BOOLEAN,
        PRIMARY KEY ({node}_id, name, is_custom_property))""";

  /** Kind and name of the types that ML Metadata itself adds; their ids are 1 to 9. */
  private static final List<BuiltIn> BUILT_IN =
      List.of(
          new BuiltIn(ARTIFACT_KIND, "mlmd.Dataset"),
          new BuiltIn(ARTIFACT_KIND, "mlmd.Model"),
          new BuiltIn(ARTIFACT_KIND, "mlmd.Metrics"),
          new BuiltIn(ARTIFACT_KIND, "mlmd.Statistics"),
          new BuiltIn(EXECUTION_KIND, "mlmd.Train"),
          new BuiltIn(EXECUTION_KIND, "mlmd.Transform"),
          new BuiltIn(EXECUTION_KIND, "mlmd.Process"),
          new BuiltIn(EXECUTION_KIND, "mlmd.Evaluate"),
          new BuiltIn(EXECUTION_KIND, "mlmd.Deploy"));

  private record BuiltIn(int kind, String name) {}

  private Schema() {}

  /**
   * Creates the schema in an empty database, else checks its version; to be run in a transaction,
   * since two processes may meet here.
   */
  static void createOrCheck(Connection connection, Dialect dialect, String url)
      throws SQLException {
    if (dialect.isEmpty(connection)) {
      for (String statement : statements(dialect)) {
        Sql.execute(connection, statement);
      }
      for (BuiltIn type : BUILT_IN) {
        Sql.insert(
            connection,
            "INSERT INTO Type (name, type_kind) VALUES (?, ?)",
            type.name(),
            type.kind());
      }
      Sql.update(connection, "INSERT INTO MLMDEnv (schema_version) VALUES (?)", VERSION);
      return;
    }
    List<Long> versions;
    try {
      versions = Sql.all(connection, "SELECT schema_version FROM MLMDEnv", row -> row.getLong(1));
    } catch (SQLException e) {
      if (dialect.isBusy(e)) {
        throw e;
      }
      throw MillraceException.environment(
          url
              + ": this database holds other tables (expected: those of ML Metadata, schema version "
              + VERSION
              + "); choose another file",
          e);
    }
    if (!versions.equals(List.of((long) VERSION))) {
      throw MillraceException.environment(
          url
              + ": found ML Metadata schema version "
              + (versions.isEmpty() ? "none" : versions.get(0))
              + " (expected: "
              + VERSION
              + "); migrate it with the Python client ml_metadata 1.17 or choose another file",
          null);
    }
  }

  private static List<String> statements(Dialect dialect) {
    List<String> statements = new ArrayList<>();
    TABLES.forEach(table -> statements.add(dialect.ddl(table)));
    for (String node : NODES) {
      statements.add(
          dialect.ddl(PROPERTIES).replace("{Node}", node).replace("{node}", lower(node)));
    }
    statements.add(index("artifact", "uri", "Artifact"));
    for (String node : NODES) {
      statements.add(index(lower(node), "create_time_since_epoch", node));
      statements.add(index(lower(node), "last_update_time_since_epoch", node));
      statements.add(index(lower(node), "external_id", node));
      for (String kind : List.of("int", "double", "string")) {
        statements.add(
            dialect
                .ddl(
                    "CREATE INDEX idx_%s_property_%s ON %sProperty (name, is_custom_property, {column}) {where-not-null}"
                        .formatted(lower(node), kind, node))
                .replace("{column}", kind + "_value"));
      }
    }
    statements.add(index("event", "execution_id", "Event"));
    statements.add(index("eventpath", "event_id", "EventPath"));
    statements.add(index("parentcontext", "parent_context_id", "ParentContext"));
    statements.add(index("type", "name", "Type"));
    statements.add(index("type", "external_id", "Type"));
    return statements;
  }

  private static String index(String prefix, String column, String table) {
    return "CREATE INDEX idx_%s_%s ON %s (%s)".formatted(prefix, column, table, column);
  }

  private static String lower(String node) {
    return node.toLowerCase(Locale.ROOT);
  }
}
