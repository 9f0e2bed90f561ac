package io.millrace.transforms.statistics.label;

import io.millrace.transforms.statistics.batch.FeaturePath;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.Schema;

/** Which features of a schema are categories, by TFDV's rule. */
public final class Categories {
  private Categories() {}

  /**
   * Whether each feature that is no struct is categorical: strings but for images, and numbers that
   * the schema calls so. The keys are paths with dots.
   */
  public static SortedMap<String, Boolean> of(Schema schema) {
    SortedMap<String, Boolean> found = new TreeMap<>();
    add(null, schema.getFeatureList(), found);
    return found;
  }

  private static void add(
      FeaturePath parent, List<Feature> features, SortedMap<String, Boolean> found) {
    for (Feature feature : features) {
      FeaturePath path =
          parent == null ? FeaturePath.of(feature.getName()) : parent.child(feature.getName());
      if (feature.getType() == FeatureType.STRUCT) {
        add(path, feature.getStructDomain().getFeatureList(), found);
      } else {
        found.put(path.toString(), isCategorical(feature));
      }
    }
  }

  private static boolean isCategorical(Feature feature) {
    return switch (feature.getType()) {
      case BYTES -> !feature.hasImageDomain();
      case INT ->
          feature.getIntDomain().getIsCategorical()
              || feature.hasBoolDomain()
              || feature.hasNaturalLanguageDomain();
      case FLOAT -> feature.getFloatDomain().getIsCategorical();
      default -> false;
    };
  }
}
