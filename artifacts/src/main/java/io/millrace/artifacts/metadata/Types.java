package io.millrace.artifacts.metadata;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The types of TFX: names, declared properties and base types exactly as TFX registers them, since
 * a type that is registered twice with different contents is an error there.
 */
final class Types {
  static final int INT = 1;
  static final int DOUBLE = 2;
  static final int STRING = 3;
  static final int STRUCT = 4;
  static final int BOOLEAN = 6;

  /** A type to register; {@code base} is null or the name of a built-in type. */
  private record Definition(int kind, String name, String base, Map<String, Integer> properties) {}

  private static final Map<String, Integer> SPLITS = Map.of("span", INT, "split_names", STRING);

  /** By TFX's component name: where its class is, which is the name of the execution type. */
  private static final Map<String, Definition> EXECUTIONS =
      Map.ofEntries(
          execution("ExampleGen", "example_gen", "FileBasedExampleGen", null),
          execution("StatisticsGen", "statistics_gen", "StatisticsGen", "mlmd.Process"),
          execution("SchemaGen", "schema_gen", "SchemaGen", "mlmd.Process"),
          execution("ExampleValidator", "example_validator", "ExampleValidator", null),
          execution("ExampleDiff", "example_diff", "ExampleDiff", null),
          execution("Transform", "transform", "Transform", "mlmd.Transform"),
          execution("Trainer", "trainer", "Trainer", "mlmd.Train"),
          execution("Evaluator", "evaluator", "Evaluator", "mlmd.Evaluate"),
          execution("Pusher", "pusher", "Pusher", "mlmd.Deploy"));

  private Types() {}

  private static Map.Entry<String, Definition> execution(
      String component, String folder, String className, String base) {
    String name = "tfx.components." + folder + ".component." + className;
    return Map.entry(component, new Definition(Schema.EXECUTION_KIND, name, base, Map.of()));
  }

  /** The id of an artefact type, registered if need be. */
  static long artifact(Connection connection, ArtifactType type) throws SQLException {
    Map<String, Integer> properties =
        switch (type) {
          case EXAMPLES -> Map.of("span", INT, "version", INT, "split_names", STRING);
          case EXAMPLE_STATISTICS, EXAMPLE_ANOMALIES -> SPLITS;
          default -> Map.of();
        };
    String base =
        switch (type) {
          case EXAMPLES -> "mlmd.Dataset";
          case EXAMPLE_STATISTICS -> "mlmd.Statistics";
          case MODEL, PUSHED_MODEL -> "mlmd.Model";
          default -> null;
        };
    return register(
        connection, new Definition(Schema.ARTIFACT_KIND, type.typeName(), base, properties));
  }

  /**
   * The id of an execution type, registered if need be.
   *
   * @param component TFX's short name, such as {@code Trainer}; a name that TFX does not have is
   *     taken as it is
   */
  static long execution(Connection connection, String component) throws SQLException {
    Definition definition =
        EXECUTIONS.getOrDefault(
            component, new Definition(Schema.EXECUTION_KIND, component, null, Map.of()));
    return register(connection, definition);
  }

  /** The id of a context type, registered if need be. */
  static long context(Connection connection, String name) throws SQLException {
    return register(connection, new Definition(Schema.CONTEXT_KIND, name, null, Map.of()));
  }

  private static long register(Connection connection, Definition type) throws SQLException {
    Optional<Long> found = find(connection, type.kind(), type.name());
    long id =
        found.isPresent()
            ? found.get()
            : Sql.insert(
                connection,
                "INSERT INTO Type (name, type_kind) VALUES (?, ?)",
                type.name(),
                type.kind());
    if (found.isEmpty() && type.base() != null) {
      long base =
          find(connection, type.kind(), type.base())
              .orElseThrow(() -> new SQLException("built-in type " + type.base() + " is missing"));
      Sql.update(
          connection, "INSERT INTO ParentType (type_id, parent_type_id) VALUES (?, ?)", id, base);
    }
    Map<String, Integer> declared = properties(connection, id);
    for (Map.Entry<String, Integer> property : type.properties().entrySet()) {
      Integer kind = declared.get(property.getKey());
      if (kind == null) {
        Sql.update(
            connection,
            "INSERT INTO TypeProperty (type_id, name, data_type) VALUES (?, ?, ?)",
            id,
            property.getKey(),
            property.getValue());
      } else if (!kind.equals(property.getValue())) {
        throw MillraceException.environment(
            "metadata store: property '%s' of type %s has data type %d (expected: %d); another program registered it: choose another store"
                .formatted(property.getKey(), type.name(), kind, property.getValue()),
            null);
      }
    }
    return id;
  }

  private static Optional<Long> find(Connection connection, int kind, String name)
      throws SQLException {
    return Sql.id(
        connection,
        "SELECT id FROM Type WHERE name = ? AND type_kind = ? AND version IS NULL ORDER BY id",
        name,
        kind);
  }

  /** The declared properties of a type with their data types. */
  static Map<String, Integer> properties(Connection connection, long typeId) throws SQLException {
    Map<String, Integer> properties = new LinkedHashMap<>();
    Sql.all(
            connection,
            "SELECT name, data_type FROM TypeProperty WHERE type_id = ? ORDER BY name",
            row -> Map.entry(row.getString(1), row.getInt(2)),
            typeId)
        .forEach(entry -> properties.put(entry.getKey(), entry.getValue()));
    return properties;
  }
}
