package io.millrace.records.spark.files;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * What the folders of a file say: {@code a=1/b=x}, names and values escaped as Hive does.
 *
 * @param columns names, outermost first
 * @param values as text, null for {@link PartitionNames#NULL}
 */
record PartitionPath(List<String> columns, List<String> values) {
  static final PartitionPath NONE = new PartitionPath(List.of(), List.of());

  /** The partition of a file: the named folders between it and the first of the bases above it. */
  static PartitionPath of(Path file, Set<Path> bases) {
    Deque<String> columns = new ArrayDeque<>();
    Deque<String> folders = new ArrayDeque<>();
    for (Path at = file.getParent(); at != null && !bases.contains(at); at = at.getParent()) {
      String name = at.getName();
      String column = PartitionNames.column(name);
      if (column != null) {
        columns.addFirst(column);
        folders.addFirst(name);
      } else if (!columns.isEmpty()) {
        break;
      }
    }
    List<String> values = new ArrayList<>(folders.size());
    for (String folder : folders) {
      String value = PartitionNames.text(folder);
      if (value != null && value.isEmpty()) {
        throw new IllegalArgumentException(
            file + ": found a folder without a value behind '=' (expected: column=value)");
      }
      values.add(value);
    }
    return columns.isEmpty() ? NONE : new PartitionPath(List.copyOf(columns), values);
  }
}
