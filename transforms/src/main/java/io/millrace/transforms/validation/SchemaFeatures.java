package io.millrace.transforms.validation;

import java.util.List;
import java.util.Optional;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;

/** Finds the features of a schema by their paths. */
final class SchemaFeatures {
  private final Schema schema;

  SchemaFeatures(Schema schema) {
    this.schema = schema;
  }

  /**
   * The feature of a path, if it and those that it lies in are validated: in a life cycle stage of
   * use, with a type or a domain that gives one.
   */
  Optional<Feature> validated(FeatureKey key) {
    List<Feature> level = schema.getFeatureList();
    Optional<Feature> found = Optional.empty();
    for (String step : key.steps()) {
      found = level.stream().filter(f -> f.hasName() && f.getName().equals(step)).findFirst();
      if (found.isEmpty() || !isValidated(found.get())) {
        return Optional.empty();
      }
      level = found.get().getStructDomain().getFeatureList();
    }
    return found;
  }

  private static boolean isValidated(Feature feature) {
    boolean typed =
        feature.getType() != FeatureType.TYPE_UNKNOWN
            || feature.hasDomain()
            || feature.hasStringDomain();
    return typed && isInUse(feature.getLifecycleStage()) && !isDeprecated(feature);
  }

  private static boolean isInUse(LifecycleStage stage) {
    return switch (stage) {
      case UNKNOWN_STAGE, BETA, PRODUCTION, VALIDATION_DERIVED -> true;
      default -> false;
    };
  }

  /** The flag that the life cycle stage replaced; old schemas still have it. */
  @SuppressWarnings("deprecation")
  private static boolean isDeprecated(Feature feature) {
    return feature.getDeprecated();
  }
}
