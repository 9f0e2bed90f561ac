package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Location;
import io.millrace.artifacts.storage.Storage;
import io.millrace.jobs.run.Columns;
import io.millrace.transforms.files.SchemaFiles;
import io.millrace.transforms.schema.SchemaText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Schema;

/** Where the schema commands read and write: without Spark, on any file system of Hadoop's. */
final class SchemaDesk {
  private static final int CELL_MAX = 60;

  private final Surroundings surroundings;
  private final CommonOptions common;
  private final Storage storage;

  SchemaDesk(Surroundings surroundings, CommonOptions common) {
    this.surroundings = surroundings;
    this.common = common;
    this.storage = common.storage("schema");
  }

  static String absolute(String path) {
    String absolute = Location.flag("").resolve(path);
    return absolute.length() > 1 && absolute.endsWith("/")
        ? absolute.substring(0, absolute.length() - 1)
        : absolute;
  }

  /** A schema file, or the folder of one. */
  Schema schema(String path) {
    return SchemaFiles.at(storage, absolute(path));
  }

  /**
   * Statistics by split: of an artefact, or of one file, whose split may have no name.
   *
   * @param splits only these; all if empty
   */
  Map<String, DatasetFeatureStatistics> statistics(String path, List<String> splits)
      throws IOException {
    String uri = absolute(path);
    Map<String, DatasetFeatureStatistics> found = StatisticsInput.whole(storage, uri);
    if (splits.isEmpty() || found.containsKey("")) {
      return found;
    }
    Map<String, DatasetFeatureStatistics> wanted = new LinkedHashMap<>();
    for (String split : splits) {
      if (!found.containsKey(split)) {
        throw MillraceException.usage(
            "--split "
                + split
                + " (expected: of "
                + found.keySet()
                + ", the splits of "
                + uri
                + ")");
      }
      wanted.put(split, found.get(split));
    }
    return wanted;
  }

  /** Writes a new schema file; one that is there stays. */
  void create(String path, Schema schema) throws IOException {
    String uri = absolute(path);
    if (!uri.endsWith(".pbtxt")) {
      throw MillraceException.usage(path + " (expected: a file that ends in .pbtxt)");
    }
    if (storage.exists(uri)) {
      throw MillraceException.usage(
          path + ": is there already (expected: a new file); name another, or use update or set");
    }
    SchemaFiles.writeFile(storage, uri, schema);
    say("Wrote " + path);
  }

  /** Overwrites a schema file with its edited form; comments of what did not change stay. */
  void replace(String path, Schema schema) throws IOException {
    String uri = SchemaFiles.file(absolute(path));
    String text = new String(storage.readBytes(uri), StandardCharsets.UTF_8);
    SchemaFiles.replaceFile(storage, uri, SchemaText.edited(text, schema));
    say("Wrote " + path);
  }

  Storage storage() {
    return storage;
  }

  /** A line for people. */
  void say(String line) {
    if (!common.quiet) {
      surroundings.err().println(line);
    }
  }

  /** The result, as text or with --json as JSON. */
  void print(String text, Map<String, Object> json) {
    common.print(surroundings, text, json);
  }

  /** Rows in columns. */
  String table(List<String> columns, List<List<Object>> rows) {
    StringBuilder text = new StringBuilder();
    Columns.print(columns, rows, List.of(), common.verbose ? Integer.MAX_VALUE : CELL_MAX, text);
    return text.toString();
  }

  /** The name of a split in output; that of a single file is its own. */
  static String shown(String split) {
    return split.isEmpty() ? "all" : split;
  }
}
