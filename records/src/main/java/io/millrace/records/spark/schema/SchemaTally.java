package io.millrace.records.spark.schema;

import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was seen of the records of a part of the data, by name.
 *
 * <p>Invariants: {@link #merge} is associative and commutative, {@link #empty()} is neutral; the
 * size is bounded by the number of names.
 *
 * @param records how many
 * @param features of tf.Examples, or of the contexts of tf.SequenceExamples
 * @param lists feature lists
 */
record SchemaTally(
    long records, SortedMap<String, FeatureTally> features, SortedMap<String, FeatureTally> lists)
    implements Serializable {
  static SchemaTally empty() {
    return new SchemaTally(0, new TreeMap<>(), new TreeMap<>());
  }

  SchemaTally merge(SchemaTally other) {
    return new SchemaTally(
        records + other.records, merge(features, other.features), merge(lists, other.lists));
  }

  private static SortedMap<String, FeatureTally> merge(
      SortedMap<String, FeatureTally> one, SortedMap<String, FeatureTally> other) {
    SortedMap<String, FeatureTally> merged = new TreeMap<>(one);
    other.forEach((name, tally) -> merged.merge(name, tally, FeatureTally::merge));
    return merged;
  }
}
