package io.millrace.transforms.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.SparseFeature;
import org.tensorflow.metadata.v0.StringDomain;
import org.tensorflow.metadata.v0.WeightedFeature;

/** The features of a schema under edit, by their paths; of several with one name the first. */
final class SchemaTree {
  /**
   * What a schema says of one path; any but the schema may be null.
   *
   * @param schema holds the string domains and the environments
   */
  record Entry(
      Schema.Builder schema,
      Feature.Builder feature,
      SparseFeature.Builder sparse,
      WeightedFeature.Builder weighted) {
    boolean isEmpty() {
      return feature == null && sparse == null && weighted == null;
    }

    /** A copy of all that checks of the path may change. */
    Entry copy() {
      Schema.Builder part =
          Schema.newBuilder().addAllDefaultEnvironment(schema.getDefaultEnvironmentList());
      if (feature != null && feature.hasDomain()) {
        StringDomain.Builder domain = SpecificationChecks.stringDomain(schema, feature);
        if (domain != null) {
          part.addStringDomain(domain.build());
        }
        part.addAllIntDomain(schema.getIntDomainList());
        part.addAllFloatDomain(schema.getFloatDomainList());
      }
      return new Entry(
          part,
          feature == null ? null : feature.build().toBuilder(),
          sparse == null ? null : sparse.build().toBuilder(),
          weighted == null ? null : weighted.build().toBuilder());
    }
  }

  private final Schema.Builder schema;
  private final Map<String, Feature.Builder> roots = new HashMap<>();

  /** A tree over a schema that is edited through it only. */
  SchemaTree(Schema.Builder schema) {
    this.schema = schema;
    schema.getFeatureBuilderList().forEach(f -> roots.putIfAbsent(f.getName(), f));
  }

  Schema.Builder schema() {
    return schema;
  }

  /** A feature; null if there is none. */
  Feature.Builder feature(List<String> path) {
    Feature.Builder feature = path.isEmpty() ? null : roots.get(path.get(0));
    for (int i = 1; i < path.size() && feature != null; i++) {
      String step = path.get(i);
      feature =
          feature.hasStructDomain()
              ? feature.getStructDomainBuilder().getFeatureBuilderList().stream()
                  .filter(f -> f.getName().equals(step))
                  .findFirst()
                  .orElse(null)
              : null;
    }
    return feature;
  }

  /** A sparse feature, at the top or in a struct; null if there is none. */
  SparseFeature.Builder sparse(List<String> path) {
    String name = path.isEmpty() ? "" : path.get(path.size() - 1);
    List<SparseFeature.Builder> candidates = List.of();
    if (path.size() == 1) {
      candidates = schema.getSparseFeatureBuilderList();
    } else {
      Feature.Builder parent = feature(path.subList(0, Math.max(0, path.size() - 1)));
      if (parent != null && parent.hasStructDomain()) {
        candidates = parent.getStructDomainBuilder().getSparseFeatureBuilderList();
      }
    }
    return candidates.stream().filter(f -> f.getName().equals(name)).findFirst().orElse(null);
  }

  /** A weighted feature, which stand at the top only; null if there is none. */
  WeightedFeature.Builder weighted(List<String> path) {
    return path.size() != 1
        ? null
        : schema.getWeightedFeatureBuilderList().stream()
            .filter(f -> f.getName().equals(path.get(0)))
            .findFirst()
            .orElse(null);
  }

  /** All that the schema says of a path. */
  Entry entry(List<String> path) {
    return new Entry(schema, feature(path), sparse(path), weighted(path));
  }

  /** Adds a feature that is not there, and the structs around it that are not. */
  Feature.Builder add(List<String> path) {
    String name = path.get(path.size() - 1);
    if (path.size() == 1) {
      Feature.Builder feature = schema.addFeatureBuilder().setName(name);
      roots.putIfAbsent(name, feature);
      return feature;
    }
    List<String> above = path.subList(0, path.size() - 1);
    Feature.Builder parent = feature(above);
    if (parent == null) {
      parent = add(above).setType(FeatureType.STRUCT);
    }
    return parent.getStructDomainBuilder().addFeatureBuilder().setName(name);
  }

  /** Whether a feature is out of use, or not yet in it, so that it is not looked at. */
  @SuppressWarnings("deprecation")
  static boolean isDeprecated(Feature.Builder feature) {
    return feature.getDeprecated() || isOut(feature.getLifecycleStage());
  }

  /** As {@link #isDeprecated(Feature.Builder)}. */
  @SuppressWarnings("deprecation")
  static boolean isDeprecated(SparseFeature.Builder feature) {
    return feature.getDeprecated() || isOut(feature.getLifecycleStage());
  }

  /** As {@link #isDeprecated(Feature.Builder)}. */
  static boolean isDeprecated(WeightedFeature.Builder feature) {
    return isOut(feature.getLifecycleStage());
  }

  private static boolean isOut(LifecycleStage stage) {
    switch (stage) {
      case UNKNOWN_STAGE, BETA, PRODUCTION, VALIDATION_DERIVED:
        return false;
      default:
        return true;
    }
  }
}
