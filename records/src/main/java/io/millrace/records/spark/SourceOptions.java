package io.millrace.records.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The options that say where data is, and those by which parts of the source talk to another. */
final class SourceOptions {
  /** What both short names stand for; Spark's catalog keeps the name that was used. */
  static final List<String> SHORT_NAMES = List.of("tfrecord", "tfrecords");

  /** Internal: the table itself writes, Spark need not ask for a save mode. */
  static final String DIRECT_WRITE = "millrace.direct-write";

  /** The partition columns of a stream, read or written, or of a table without files. */
  static final String PARTITION_COLUMNS = "partitionColumns";

  private static final String PATH = "path";
  private static final String PATHS = "paths";
  private static final String TABLE_OPTION = "option.";

  private SourceOptions() {}

  /** The paths of a read; none if none is given. */
  static List<String> paths(CaseInsensitiveStringMap options) {
    List<String> paths = new ArrayList<>();
    String path = options.get(PATH);
    if (path != null) {
      paths.add(path);
    }
    String more = options.get(PATHS);
    if (more != null) {
      paths.addAll(JsonTexts.parse(more));
    }
    for (String one : paths) {
      if (one.isBlank()) {
        throw noPath("an empty path");
      }
    }
    return paths;
  }

  /**
   * The paths of a read.
   *
   * @throws IllegalArgumentException if none is given
   */
  static List<String> requirePaths(CaseInsensitiveStringMap options) {
    List<String> paths = paths(options);
    if (paths.isEmpty()) {
      throw noPath("no path");
    }
    return paths;
  }

  /**
   * The path of a write.
   *
   * @throws IllegalArgumentException if there is not exactly one
   */
  static String requirePath(CaseInsensitiveStringMap options) {
    List<String> paths = requirePaths(options);
    if (paths.size() > 1) {
      throw noPath(paths.size() + " paths to write to");
    }
    return paths.get(0);
  }

  private static IllegalArgumentException noPath(String found) {
    return new IllegalArgumentException(
        "found "
            + found
            + " (expected: load(path) or save(path), or the option 'path', with a folder, a file or"
            + " a glob)");
  }

  /** The columns that the option names. */
  static List<String> partitionColumns(CaseInsensitiveStringMap options) {
    String names = options.get(PARTITION_COLUMNS);
    return names == null || names.isBlank()
        ? List.of()
        : Arrays.stream(names.split(",")).map(String::trim).toList();
  }

  /** The options of a table, those of a read or write of it on top. */
  static CaseInsensitiveStringMap merged(Map<String, String> table, CaseInsensitiveStringMap own) {
    Map<String, String> merged = ofTable(table);
    table.forEach(
        (key, value) -> {
          if (!key.startsWith(TABLE_OPTION)) {
            put(merged, key, value);
          }
        });
    own.asCaseSensitiveMap().forEach((key, value) -> put(merged, key, value));
    return new CaseInsensitiveStringMap(merged);
  }

  /** What a catalog keeps as the options of a table, in a map of its own. */
  static Map<String, String> ofTable(Map<String, String> properties) {
    Map<String, String> options = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(TABLE_OPTION)) {
            put(options, key.substring(TABLE_OPTION.length()), value);
          }
        });
    return options;
  }

  private static void put(Map<String, String> map, String key, String value) {
    map.keySet().removeIf(key::equalsIgnoreCase);
    map.put(key, value);
  }
}
