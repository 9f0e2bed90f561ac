package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.InputArtifact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The splits of an artefact: folders {@code Split-<name>}, in the order that TFX keeps. */
public final class Splits {
  /** The artefact property with the names as a JSON list. */
  public static final String PROPERTY = "split_names";

  private static final String PREFIX = "Split-";
  private static final String TRAIN = "train";
  private static final Pattern NAME = Pattern.compile("\"([^\"\\\\]+)\"");

  private Splits() {}

  /** The folder of a split, below the artefact. */
  public static String folder(String split) {
    return PREFIX + split;
  }

  /**
   * The splits of an artefact without those excluded. Their order is that of the property {@value
   * #PROPERTY}; splits that it does not name follow, {@code train} first, then by name.
   *
   * @throws MillraceException (usage) if an excluded split does not exist; (data) if none is left
   */
  public static List<String> of(
      Storage storage, InputArtifact artefact, Collection<String> excluded) {
    List<String> found = new ArrayList<>();
    try {
      for (Storage.Entry entry : storage.list(artefact.uri())) {
        if (entry.folder() && entry.name().startsWith(PREFIX)) {
          found.add(entry.name().substring(PREFIX.length()));
        }
      }
    } catch (IOException e) {
      throw MillraceException.data(artefact.uri() + ": cannot be listed: " + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw MillraceException.data(
          artefact.uri()
              + ": found no folder Split-<name> (expected: an artefact of type "
              + artefact.type().typeName()
              + ")");
    }
    List<String> named = parse(artefact.properties().get(PROPERTY));
    found.sort(
        Comparator.comparingInt((String s) -> named.contains(s) ? named.indexOf(s) : named.size())
            .thenComparing(s -> !s.equals(TRAIN))
            .thenComparing(Comparator.naturalOrder()));
    return without(found, excluded, artefact.uri());
  }

  /**
   * A list of splits without those excluded.
   *
   * @throws MillraceException (usage) if an excluded split does not exist; (data) if none is left
   */
  static List<String> without(List<String> splits, Collection<String> excluded, String uri) {
    for (String split : excluded) {
      if (!splits.contains(split)) {
        throw MillraceException.usage(
            "exclude_splits: "
                + split
                + " (expected: of "
                + splits
                + ", the splits of "
                + uri
                + ")");
      }
    }
    List<String> kept = splits.stream().filter(s -> !excluded.contains(s)).toList();
    if (kept.isEmpty()) {
      throw MillraceException.usage("exclude_splits: all splits of " + uri + " are excluded");
    }
    return kept;
  }

  /** Names as a JSON list, as TFX writes the property. */
  public static String toJson(List<String> splits) {
    StringBuilder json = new StringBuilder("[");
    for (String split : splits) {
      json.append(json.length() > 1 ? ", " : "").append('"').append(split).append('"');
    }
    return json.append(']').toString();
  }

  private static List<String> parse(Object property) {
    List<String> names = new ArrayList<>();
    if (property instanceof String json) {
      Matcher matcher = NAME.matcher(json);
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }
}
