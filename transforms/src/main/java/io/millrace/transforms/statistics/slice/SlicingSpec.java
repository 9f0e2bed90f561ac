package io.millrace.transforms.statistics.slice;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Some slices, as TFX's SlicingSpec: by the values of features, or by an SQL expression. With
 * several features an example belongs to the slice of each combination of its values; the key is
 * {@code name_value}, joined by {@code _} in the order of the names.
 *
 * @param featureKeys features of which each value makes slices
 * @param featureValues features of which one value makes slices; decimal for integers
 * @param sliceKeysSql a Spark SQL expression over the features that gives the key of an example as
 *     text, several as an array, or null for none
 */
@Doc("Slices by the values of features, or by an SQL expression.")
public record SlicingSpec(
    @Doc("Features of which each value makes a slice.") @Default("[]") List<String> featureKeys,
    @Doc("Features of which one value makes a slice.") @Default("{}")
        Map<String, String> featureValues,
    @Doc("Spark SQL that gives the slice's key, several as an array, or null.")
        Optional<String> sliceKeysSql) {
  public SlicingSpec {
    featureKeys = List.copyOf(featureKeys);
    featureValues = Map.copyOf(featureValues);
    if (featureKeys.isEmpty() && featureValues.isEmpty() && sliceKeysSql.isEmpty()) {
      throw MillraceException.usage(
          "slicing_specs: found an empty one (expected: feature_keys, feature_values or"
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

  /** The slices by values of features; none if there are only those by SQL. */
  Optional<ByValues> byValues() {
    TreeMap<String, Optional<String>> features = new TreeMap<>();
    featureKeys.forEach(name -> features.put(name, Optional.empty()));
    featureValues.forEach((name, value) -> features.put(name, Optional.of(value)));
    return features.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ByValues(
                features.entrySet().stream()
                    .map(e -> new ByValues.Part(e.getKey(), e.getValue().orElse(null)))
                    .toList()));
  }

  /** Features in the order of their names, each with the one value that counts. */
  record ByValues(List<Part> parts) implements Serializable {
    /**
     * A feature.
     *
     * @param value the one that counts; null for all
     */
    record Part(String feature, String value) implements Serializable {}
  }
}
