package io.millrace.transforms.graph;

import io.millrace.artifacts.MillraceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FixedShape;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * How a raw feature is parsed, derived from its schema by TFX's rules ({@code
 * tfx_bsl/tfxio/tensor_representation_util.py}): a feature with a shape is dense and must be in
 * every example; one without is of variable length.
 */
sealed interface FeatureSpec {
  /** The feature's name. */
  String name();

  /** One of int64, float32 and string. */
  DataType dtype();

  /** The same number of values in every example; {@code shape} without the batch. */
  record FixedLen(String name, DataType dtype, Shape shape) implements FeatureSpec {}

  /** Any number of values, also none. */
  record VarLen(String name, DataType dtype) implements FeatureSpec {}

  /**
   * The specs of all features that are in use, in the schema's order. Features that are deprecated,
   * disabled, planned, in test or structured are left out.
   *
   * @param where the schema's file, for messages
   * @throws MillraceException (usage) if a feature has a shape and is not in every example
   */
  static Map<String, FeatureSpec> of(Schema schema, String where) {
    if (schema.getTensorRepresentationGroupCount() > 0) {
      throw MillraceException.usage(
          where
              + ": found tensor_representation_group (expected: none, dense features have a shape);"
              + " take it out");
    }
    Map<String, FeatureSpec> specs = new LinkedHashMap<>();
    for (Feature feature : schema.getFeatureList()) {
      DataType dtype =
          switch (feature.getType()) {
            case INT -> DataType.DT_INT64;
            case FLOAT -> DataType.DT_FLOAT;
            case BYTES -> DataType.DT_STRING;
            default -> DataType.DT_INVALID;
          };
      if (dtype != DataType.DT_INVALID && inUse(feature)) {
        specs.put(feature.getName(), of(feature, dtype, where));
      }
    }
    return specs;
  }

  private static FeatureSpec of(Feature feature, DataType dtype, String where) {
    if (!feature.hasShape()) {
      return new VarLen(feature.getName(), dtype);
    }
    double fraction = feature.getPresence().getMinFraction();
    if (fraction != 1) {
      throw MillraceException.usage(
          "%s: feature '%s': found a shape and presence.min_fraction %s (expected: 1, a dense feature is in every example); set it, or take the shape out"
              .formatted(where, feature.getName(), fraction));
    }
    List<FixedShape.Dim> dims = feature.getShape().getDimList();
    return new FixedLen(
        feature.getName(), dtype, Shape.of(dims.stream().mapToLong(d -> d.getSize()).toArray()));
  }

  @SuppressWarnings("deprecation") // TFDV still reads the old flag.
  private static boolean inUse(Feature feature) {
    LifecycleStage stage = feature.getLifecycleStage();
    return !feature.getDeprecated()
        && stage != LifecycleStage.DEPRECATED
        && stage != LifecycleStage.DISABLED
        && stage != LifecycleStage.PLANNED
        && stage != LifecycleStage.ALPHA
        && stage != LifecycleStage.DEBUG_ONLY;
  }
}
