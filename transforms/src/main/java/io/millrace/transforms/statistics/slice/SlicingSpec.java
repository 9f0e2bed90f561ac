package io.millrace.transforms.statistics.slice;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Some slices, as TFX's SlicingSpec, by the values of features or by an expression in SQL. With
 * several features an example belongs to the slice of each combination of its values; the key is
 * {@code name_value}, joined by {@code _} in the order of the names.
 *
 * @param featureKeys features of which each value makes slices
 * @param featureValues features of which one value makes slices; decimal for integers
 * @param sliceKeysSql an expression in Spark's SQL over the features whose value is the key of the
 *     slice: a text, number or truth; a struct gives {@code name_value} of its fields, joined by
 *     {@code _}; an array gives several keys; null none. It stands alone
 */
@Doc("Slices by the values of features, or by an expression.")
public record SlicingSpec(
    @Doc("Features of which each value makes a slice.") @Default("[]") List<String> featureKeys,
    @Doc("Features of which one value makes a slice.") @Default("{}")
        Map<String, String> featureValues,
    @Doc(
            "Expression in Spark SQL over the features whose value names the slice, such as"
                + " \"if(fare > 50, 'dear', 'cheap')\"; in place of the two above.")
        Optional<String> sliceKeysSql) {
  public SlicingSpec {
    featureKeys = List.copyOf(featureKeys);
    featureValues = Map.copyOf(featureValues);
    boolean byValues = !featureKeys.isEmpty() || !featureValues.isEmpty();
    if (byValues == sliceKeysSql.isPresent()) {
      throw MillraceException.usage(
          byValues
              ? "slicing_specs: slice_keys_sql beside feature_keys or feature_values (expected: each"
                  + " in a spec of its own)"
              : "slicing_specs: found an empty one (expected: feature_keys, feature_values or"
                  + " slice_keys_sql; all examples together always are a slice)");
    }
    Set<String> twice = new HashSet<>(featureKeys);
    twice.retainAll(featureValues.keySet());
    if (!twice.isEmpty()) {
      throw MillraceException.usage(
          "slicing_specs: "
              + new TreeSet<>(twice)
              + " in feature_keys and in feature_values (expected: in one of them)");
    }
  }

  /** The features in the order of their names. */
  ByValues byValues() {
    TreeMap<String, Optional<String>> features = new TreeMap<>();
    featureKeys.forEach(name -> features.put(name, Optional.empty()));
    featureValues.forEach((name, value) -> features.put(name, Optional.of(value)));
    List<ByValues.Part> parts = new ArrayList<>();
    features.forEach(
        (name, value) -> {
          String prefix = (parts.isEmpty() ? "" : "_") + name + "_";
          parts.add(
              new ByValues.Part(name, prefix.getBytes(StandardCharsets.UTF_8), value.orElse(null)));
        });
    return new ByValues(parts);
  }

  /** Features in the order of their names, each with the one value that counts. */
  record ByValues(List<Part> parts) implements Serializable {
    /**
     * A feature.
     *
     * @param prefix of its part of the key, in UTF-8
     * @param value the one that counts; null for all
     */
    record Part(String feature, byte[] prefix, String value) implements Serializable {}
  }
}
