package io.millrace.transforms.ingest.csv;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.files.SchemaFiles;
import io.millrace.transforms.ingest.format.CsvFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.Schema;

/** Which columns there are, which are taken, and which types are given. */
final class Columns {
  private static final int SHOWN_NAMES = 20;

  private final CsvFormat format;
  private final Map<String, ColumnType> given;

  /**
   * Reads the options.
   *
   * @throws MillraceException (data, environment) if the schema cannot be read
   */
  Columns(CsvFormat format, Storage storage) {
    this.format = format;
    this.given = new HashMap<>();
    format.schema().ifPresent(uri -> given.putAll(types(SchemaFiles.at(storage, uri), uri)));
    format.types().forEach((name, type) -> given.put(name, ColumnType.of(type)));
  }

  private static Map<String, ColumnType> types(Schema schema, String uri) {
    Map<String, ColumnType> types = new HashMap<>();
    for (Feature feature : schema.getFeatureList()) {
      types.put(
          feature.getName(),
          switch (feature.getType()) {
            case INT -> ColumnType.INT;
            case FLOAT -> ColumnType.FLOAT;
            case BYTES -> ColumnType.STRING;
            default ->
                throw MillraceException.data(
                    "%s: feature '%s': found type %s (expected: INT, FLOAT or BYTES for a column); mend the schema"
                        .formatted(uri, feature.getName(), feature.getType()));
          });
    }
    return types;
  }

  /**
   * The columns of an input split.
   *
   * @throws MillraceException (data) if its files have different headers, or none has one
   */
  List<String> names(String place, List<FileHead> heads) {
    if (!format.header()) {
      return format.names();
    }
    FileHead first = null;
    for (FileHead head : heads) {
      if (first == null) {
        first = head.names() == null ? null : head;
      } else if (head.names() != null && !head.names().equals(first.names())) {
        throw MillraceException.data(
            "%s: its header differs from that of %s: found %s (expected: %s, as in all files of an input split); mend it, or make several input_splits"
                .formatted(
                    head.file(), first.file(), difference(head, first), difference(first, head)));
      }
    }
    if (first == null) {
      throw MillraceException.data(
          "%s: found no header, all %,d files are empty (expected: a first line with the names of the columns); check the input"
              .formatted(place, heads.size()));
    }
    return first.names();
  }

  private static String difference(FileHead head, FileHead other) {
    int i = 0;
    int common = Math.min(head.names().size(), other.names().size());
    while (i < common && head.names().get(i).equals(other.names().get(i))) {
      i++;
    }
    String count = "%,d columns".formatted(head.names().size());
    return i < head.names().size()
        ? "'%s' as column %,d of %s".formatted(head.names().get(i), i + 1, count)
        : count;
  }

  /**
   * Checks that the options name columns that are there.
   *
   * @param names of each input split
   * @throws MillraceException (usage) if one does not
   */
  void check(List<List<String>> names) {
    Set<String> all = new LinkedHashSet<>();
    names.forEach(all::addAll);
    check("columns", format.columns(), all);
    check("drop", format.drop(), all);
    check("types", format.types().keySet(), all);
    if (all.stream().noneMatch(this::isTaken)) {
      throw MillraceException.usage(
          "drop: leaves no column (expected: at least one of %s)".formatted(shown(all)));
    }
  }

  private static void check(String option, Collection<String> named, Set<String> all) {
    for (String name : named) {
      if (!all.contains(name)) {
        throw MillraceException.usage(
            "%s: no column '%s' (expected: some of %s)".formatted(option, name, shown(all)));
      }
    }
  }

  private static String shown(Set<String> names) {
    List<String> some = names.stream().limit(SHOWN_NAMES).toList();
    return String.join(", ", some) + (some.size() < names.size() ? ", ..." : "");
  }

  private boolean isTaken(String name) {
    return (format.columns().isEmpty() || format.columns().contains(name))
        && !format.drop().contains(name);
  }

  /** The types that need not be found; null for each that has to be. */
  List<ColumnType> known(List<String> names) {
    List<ColumnType> known = new ArrayList<>();
    for (String name : names) {
      known.add(isTaken(name) ? given.get(name) : ColumnType.UNKNOWN);
    }
    return known;
  }

  /** The layout of files with these columns. */
  Layout layout(List<String> names, Map<String, ColumnType> types, MissingCells missing) {
    List<ColumnType> taken = new ArrayList<>();
    for (String name : names) {
      taken.add(isTaken(name) ? types.getOrDefault(name, ColumnType.UNKNOWN) : null);
    }
    return new Layout(names, taken, missing);
  }
}
