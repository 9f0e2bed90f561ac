package io.millrace.transforms.statistics;

import io.millrace.transforms.statistics.accumulator.AccumulatorSettings;
import io.millrace.transforms.statistics.accumulator.FeatureSettings.Treatment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.Schema;

/** Turns options and a schema into what tasks need to know. */
final class Settings {
  private Settings() {}

  static AccumulatorSettings of(StatisticsGenOptions options, Schema schema) {
    Map<List<String>, Treatment> treatments = new HashMap<>();
    addTreatments(List.of(), schema.getFeatureList(), treatments);
    return new AccumulatorSettings(
        options.weightFeature().orElse(null),
        options.perFeatureWeightOverride(),
        treatments,
        Set.copyOf(options.featureAllowlist()),
        List.of());
  }

  private static void addTreatments(
      List<String> parent, List<Feature> features, Map<List<String>, Treatment> treatments) {
    for (Feature feature : features) {
      List<String> path = new ArrayList<>(parent);
      path.add(feature.getName());
      if (feature.hasImageDomain()) {
        treatments.put(path, Treatment.OPAQUE);
      } else if (feature.getType() == FeatureType.INT && isCategorical(feature)) {
        treatments.put(path, Treatment.CATEGORICAL);
      }
      addTreatments(path, feature.getStructDomain().getFeatureList(), treatments);
    }
  }

  /** As TFDV: by the flag of the domain, or a domain that has no order. */
  private static boolean isCategorical(Feature feature) {
    return feature.hasBoolDomain()
        || feature.hasNaturalLanguageDomain()
        || feature.getIntDomain().getIsCategorical();
  }
}
