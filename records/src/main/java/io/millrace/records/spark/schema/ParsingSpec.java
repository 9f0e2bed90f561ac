package io.millrace.records.spark.schema;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.LongType;

/**
 * How TensorFlow parses records: what {@code tf.io.parse_example} takes as features, and {@code
 * tf.io.parse_single_sequence_example} as context and sequence features.
 *
 * @param features of tf.Examples, or of the contexts of tf.SequenceExamples, by name
 * @param lists feature lists, by name
 */
public record ParsingSpec(
    SortedMap<String, FeatureSpec> features, SortedMap<String, FeatureSpec> lists) {
  /** Takes copies. */
  public ParsingSpec {
    features = Collections.unmodifiableSortedMap(new TreeMap<>(features));
    lists = Collections.unmodifiableSortedMap(new TreeMap<>(lists));
  }

  /**
   * What parses all records that were seen.
   *
   * @throws IllegalArgumentException if the records do not agree on the kind of a feature
   */
  static ParsingSpec of(SchemaTally tally) {
    SortedMap<String, FeatureSpec> features = new TreeMap<>();
    tally.features().forEach((name, seen) -> features.put(name, feature(name, seen, tally)));
    SortedMap<String, FeatureSpec> lists = new TreeMap<>();
    tally.lists().forEach((name, seen) -> lists.put(name, list(name, seen, tally)));
    return new ParsingSpec(features, lists);
  }

  private static FeatureSpec feature(String name, FeatureTally seen, SchemaTally tally) {
    String dtype = dtype(name, seen);
    return hasFixedLength(seen) && seen.setIn() == tally.records()
        ? new FeatureSpec(FeatureSpec.Kind.FIXED_LEN, dtype, shape(seen), false)
        : varLen(dtype);
  }

  private static FeatureSpec list(String name, FeatureTally seen, SchemaTally tally) {
    String dtype = dtype(name, seen);
    // A step without a kind has no values, which is no fixed number of them.
    boolean everyStepIsSet = (seen.kinds() & FeatureTally.UNSET) == 0;
    return hasFixedLength(seen) && everyStepIsSet
        ? new FeatureSpec(
            FeatureSpec.Kind.FIXED_LEN_SEQUENCE, dtype, shape(seen), seen.setIn() < tally.records())
        : varLen(dtype);
  }

  private static FeatureSpec varLen(String dtype) {
    return new FeatureSpec(FeatureSpec.Kind.VAR_LEN, dtype, List.of(), false);
  }

  private static boolean hasFixedLength(FeatureTally seen) {
    return seen.minValues() == seen.maxValues() && seen.minValues() > 0;
  }

  private static List<Integer> shape(FeatureTally seen) {
    return seen.minValues() == 1 ? List.of() : List.of(seen.minValues());
  }

  private static String dtype(String name, FeatureTally seen) {
    DataType element = InferredSchema.element(name, seen);
    if (element instanceof LongType) {
      return "int64";
    }
    return element instanceof FloatType ? "float32" : "string";
  }
}
