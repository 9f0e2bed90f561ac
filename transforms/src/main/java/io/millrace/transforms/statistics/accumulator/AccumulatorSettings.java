package io.millrace.transforms.statistics.accumulator;

import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.generator.StatsAccumulator;
import io.millrace.transforms.statistics.generator.StatsGenerator;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How examples are counted.
 *
 * @param weightFeature whose values are the weights of the examples; null for none
 * @param weightOverrides other weight features, by the feature that they apply to
 * @param treatments what the schema says of features, where it matters
 * @param allowlist the features that are counted, with the fields of those that are structs; empty:
 *     all
 * @param generators of statistics beyond the default ones
 */
public record AccumulatorSettings(
    String weightFeature,
    Map<String, String> weightOverrides,
    Map<List<String>, FeatureSettings.Treatment> treatments,
    Set<String> allowlist,
    List<StatsGenerator> generators)
    implements Serializable {
  /** No weights, no schema, no generators. */
  public static final AccumulatorSettings PLAIN =
      new AccumulatorSettings(null, Map.of(), Map.of(), Set.of(), List.of());

  public AccumulatorSettings {
    weightOverrides = new HashMap<>(weightOverrides);
    treatments = new HashMap<>(treatments);
    allowlist = new HashSet<>(allowlist);
    generators = List.copyOf(generators);
  }

  /** All features whose values are weights, in order. */
  public Set<String> weightFeatures() {
    Set<String> names = new TreeSet<>(weightOverrides.values());
    if (weightFeature != null) {
      names.add(weightFeature);
    }
    return names;
  }

  /** Whether a feature is counted. */
  public boolean counts(FeaturePath path) {
    if (allowlist.isEmpty() || allowlist.contains(path.toString())) {
      return true;
    }
    return path.parent().map(this::counts).orElse(false);
  }

  /** The weight feature that applies to a feature; null if it has no weights. */
  String weightOf(FeaturePath path) {
    return weightOverrides.isEmpty()
        ? weightFeature
        : weightOverrides.getOrDefault(path.toString(), weightFeature);
  }

  FeatureSettings of(FeaturePath path) {
    return new FeatureSettings(
        weightOf(path) != null,
        treatments.getOrDefault(path.steps(), FeatureSettings.Treatment.PLAIN));
  }

  List<StatsAccumulator> newAccumulators() {
    return generators.stream().map(StatsGenerator::newAccumulator).toList();
  }

  List<StatsAccumulator> newSliceAccumulators() {
    return generators.stream().map(StatsGenerator::newSliceAccumulator).toList();
  }
}
