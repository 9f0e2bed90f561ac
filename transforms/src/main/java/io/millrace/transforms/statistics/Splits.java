package io.millrace.transforms.statistics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.InputArtifact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Which splits of an artefact a component takes, and in which order. */
public final class Splits {
  /** The artefact property with the names as a JSON list. */
  public static final String PROPERTY = "split_names";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String TRAIN = "train";

  private Splits() {}

  /**
   * The splits of an artefact without those excluded, ordered as in {@link #ordered}.
   *
   * @throws MillraceException (usage) if an excluded split does not exist or none is left; (data)
   *     if the artefact is not there or has no split
   * @throws IOException if the storage fails
   */
  public static List<String> of(
      Storage storage, InputArtifact artefact, Collection<String> excluded) throws IOException {
    List<String> found = ArtifactLayout.splits(storage, artefact.uri());
    if (found.isEmpty()) {
      throw MillraceException.data(
          artefact.uri()
              + ": found no folder Split-<name> (expected: an artefact of type "
              + artefact.type().typeName()
              + ")");
    }
    return ordered(found, artefact, excluded);
  }

  /**
   * Splits without those excluded, in the order of the property {@value #PROPERTY}; those that it
   * does not name follow, {@code train} first, the others as they come.
   *
   * @throws MillraceException (usage) if an excluded split does not exist or none is left
   */
  static List<String> ordered(
      List<String> splits, InputArtifact artefact, Collection<String> excluded) {
    List<String> named = named(artefact.properties().get(PROPERTY));
    List<String> all = new ArrayList<>(splits);
    all.sort(
        Comparator.comparingInt((String s) -> named.contains(s) ? named.indexOf(s) : named.size())
            .thenComparing(s -> !s.equals(TRAIN)));
    for (String split : excluded) {
      if (!all.contains(split)) {
        throw MillraceException.usage(
            "exclude_splits: "
                + split
                + " (expected: of "
                + all
                + ", the splits of "
                + artefact.uri()
                + ")");
      }
    }
    List<String> kept = all.stream().filter(split -> !excluded.contains(split)).toList();
    if (kept.isEmpty()) {
      throw MillraceException.usage(
          "exclude_splits: all splits of " + artefact.uri() + " are excluded");
    }
    return kept;
  }

  /** The names in the property; none if it is no JSON list, since it only orders. */
  private static List<String> named(Object property) {
    List<String> names = new ArrayList<>();
    if (property instanceof String json) {
      try {
        JSON.readTree(json).forEach(name -> names.add(name.asText()));
      } catch (JsonProcessingException e) {
        return List.of();
      }
    }
    return names;
  }
}
