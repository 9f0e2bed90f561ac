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
 * @param values as text, null for {@value #NULL}
 */
record PartitionPath(List<String> columns, List<String> values) {
  /** The value of a folder that stands for null. */
  static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  static final PartitionPath NONE = new PartitionPath(List.of(), List.of());

  /** The partition of a file: the named folders between it and the first of the bases above it. */
  static PartitionPath of(Path file, Set<Path> bases) {
    Deque<String> columns = new ArrayDeque<>();
    Deque<String> values = new ArrayDeque<>();
    for (Path at = file.getParent(); at != null && !bases.contains(at); at = at.getParent()) {
      String name = at.getName();
      int equals = name.indexOf('=');
      if (equals > 0) {
        columns.addFirst(unescape(name.substring(0, equals)));
        values.addFirst(name.substring(equals + 1));
      } else if (!columns.isEmpty()) {
        break;
      }
    }
    List<String> texts = new ArrayList<>(values.size());
    for (String value : values) {
      if (value.isEmpty()) {
        throw new IllegalArgumentException(
            file + ": found a folder without a value behind '=' (expected: column=value)");
      }
      texts.add(value.equals(NULL) ? null : unescape(value));
    }
    return columns.isEmpty() ? NONE : new PartitionPath(List.copyOf(columns), texts);
  }

  /** Turns {@code %3A} back into {@code :}; a '%' without two hex digits stays. */
  static String unescape(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && i + 2 < text.length()) {
        int high = Character.digit(text.charAt(i + 1), 16);
        int low = Character.digit(text.charAt(i + 2), 16);
        if (high >= 0 && low >= 0) {
          out.append((char) (high << 4 | low));
          i += 2;
          continue;
        }
      }
      out.append(c);
    }
    return out.toString();
  }
}
