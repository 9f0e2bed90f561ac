package io.millrace.transforms.schema;

import java.util.List;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.ValueCount;

/** Compares how many values there are with what the schema asks for, level by level. */
final class ValueCountChecks {
  private static final String NESTING = "Mismatched value nest level";

  private ValueCountChecks() {}

  static void run(Feature.Builder feature, FeatureView view, Reasons reasons) {
    List<FeatureView.Level> levels = view.levels();
    if (feature.hasValueCount()) {
      if (levels.size() > 1) {
        SchemaInference.setValueCounts(feature.clearValueCount(), view);
        reasons.add(
            Type.VALUE_NESTEDNESS_MISMATCH,
            NESTING,
            "This feature has a value_count, but the nestedness level of the feature > 1. For"
                + " features with nestedness levels greater than 1, value_counts, not"
                + " value_count, should be specified.",
            Found.of(levels.size() + " levels of lists", "1"));
      } else {
        check(feature.getValueCountBuilder(), levels.get(0), ".", reasons);
      }
    } else if (feature.hasValueCounts()) {
      int expected = feature.getValueCounts().getValueCountCount();
      if (expected != levels.size()) {
        SchemaInference.setValueCounts(feature.clearValueCounts(), view);
        reasons.add(
            Type.VALUE_NESTEDNESS_MISMATCH,
            NESTING,
            "The values have a different nest level than expected. Value counts will not be"
                + " checked.",
            Found.of(levels.size() + " levels of lists", String.valueOf(expected)));
        return;
      }
      for (int i = 0; i < expected; i++) {
        check(
            feature.getValueCountsBuilder().getValueCountBuilder(i),
            levels.get(i),
            " at nestedness level " + i + ".",
            reasons);
      }
    }
  }

  private static void check(
      ValueCount.Builder expected, FeatureView.Level found, String where, Reasons reasons) {
    if (expected.hasMin() && found.min() < expected.getMin()) {
      reasons.add(
          Type.FEATURE_TYPE_LOW_NUMBER_VALUES,
          "Missing values",
          "Some examples have fewer values than expected" + where,
          Found.of("as few as " + found.min(), "at least " + expected.getMin()));
      if (found.min() == 0) {
        expected.clearMin();
      } else {
        expected.setMin(found.min());
      }
    }
    if (expected.hasMax() && found.max() > expected.getMax()) {
      reasons.add(
          Type.FEATURE_TYPE_HIGH_NUMBER_VALUES,
          "Superfluous values",
          "Some examples have more values than expected" + where,
          Found.of("as many as " + found.max(), "at most " + expected.getMax()));
      expected.setMax(found.max());
    }
  }
}
