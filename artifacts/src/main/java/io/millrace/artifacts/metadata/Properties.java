package io.millrace.artifacts.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.MillraceException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of the property tables. Each value fills one of the typed columns; the others are null.
 */
enum Properties {
  ARTIFACT("Artifact", "artifact_id"),
  EXECUTION("Execution", "execution_id");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String table;
  private final String key;

  Properties(String node, String key) {
    this.table = node + "Property";
    this.key = key;
  }

  /**
   * Writes properties, replacing those of the same name.
   *
   * @param declared the properties of the type with their data types; all others become custom
   *     properties
   */
  void write(
      Connection connection, long id, Map<String, Integer> declared, Map<String, ?> properties)
      throws SQLException {
    for (Map.Entry<String, ?> property : properties.entrySet()) {
      Optional<Object> value = plain(property.getValue());
      if (value.isEmpty()) {
        continue;
      }
      Integer type = declared.get(property.getKey());
      Object stored = type == null ? value.get() : typed(property.getKey(), type, value.get());
      int custom = type == null ? 1 : 0;
      Sql.update(
          connection,
          "DELETE FROM " + table + " WHERE " + key + " = ? AND name = ? AND is_custom_property = ?",
          id,
          property.getKey(),
          custom);
      Sql.update(
          connection,
          "INSERT INTO %s (%s, name, is_custom_property, %s) VALUES (?, ?, ?, ?)"
              .formatted(table, key, column(stored)),
          id,
          property.getKey(),
          custom,
          stored instanceof Boolean flag ? Integer.valueOf(flag ? 1 : 0) : stored);
    }
  }

  private static String column(Object value) {
    if (value instanceof Long) {
      return "int_value";
    }
    if (value instanceof Double) {
      return "double_value";
    }
    return value instanceof Boolean ? "bool_value" : "string_value";
  }

  /** A string, long, double or boolean; empty for what has no value. */
  private static Optional<Object> plain(Object value) {
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Optional<?> optional) {
      return plain(optional.orElse(null));
    }
    if (value instanceof Float || value instanceof Double) {
      double number = ((Number) value).doubleValue();
      // SQLite stores not-a-number as null, which would lose the property.
      return Optional.of(Double.isNaN(number) ? "NaN" : (Object) number);
    }
    if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      return Optional.of(((Number) value).longValue());
    }
    if (value instanceof String || value instanceof Boolean) {
      return Optional.of(value);
    }
    if (value instanceof Enum<?> constant) {
      return Optional.of(constant.name());
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return Optional.of(ArtifactLayout.splitNames(list.stream().map(String.class::cast).toList()));
    }
    try {
      return Optional.of(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw MillraceException.internal("property value " + value + " has no JSON form", e);
    }
  }

  private static Object typed(String name, int type, Object value) {
    boolean fits =
        switch (type) {
          case Types.INT -> value instanceof Long;
          case Types.DOUBLE -> value instanceof Double || value instanceof Long;
          case Types.STRING -> value instanceof String;
          case Types.BOOLEAN -> value instanceof Boolean;
          default -> false;
        };
    if (!fits) {
      throw MillraceException.internal(
          "property '%s': found %s (expected: data type %d)".formatted(name, value, type), null);
    }
    return type == Types.DOUBLE ? (Object) ((Number) value).doubleValue() : value;
  }

  /**
   * Properties and custom properties by name; the former win. Values of the kinds STRUCT and PROTO
   * are left out.
   */
  Map<String, Object> read(Connection connection, long id) throws SQLException {
    Map<String, Object> properties = new LinkedHashMap<>();
    Sql.all(
            connection,
            "SELECT name, int_value, double_value, string_value, bool_value FROM "
                + table
                + " WHERE "
                + key
                + " = ? ORDER BY is_custom_property DESC, name",
            Properties::value,
            id)
        .forEach(value -> value.ifPresent(v -> properties.put(v.getKey(), v.getValue())));
    return properties;
  }

  private static Optional<Map.Entry<String, Object>> value(ResultSet row) throws SQLException {
    String name = row.getString(1);
    long integer = row.getLong(2);
    if (!row.wasNull()) {
      return Optional.of(Map.entry(name, integer));
    }
    double number = row.getDouble(3);
    if (!row.wasNull()) {
      return Optional.of(Map.entry(name, number));
    }
    String text = row.getString(4);
    if (text != null) {
      return text.startsWith("mlmd-struct::")
          ? Optional.empty()
          : Optional.of(Map.entry(name, text));
    }
    boolean flag = row.getBoolean(5);
    return row.wasNull() ? Optional.empty() : Optional.of(Map.entry(name, flag));
  }
}
