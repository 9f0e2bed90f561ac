package io.millrace.transforms.graph;

import java.util.Collection;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.FixedShape;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.proto.DataType;

/**
 * The schema of transformed features, by TensorFlow Transform's rules ({@code schema_utils.py}):
 * sorted by name, a dense feature is in every example and has a shape.
 */
final class TransformedSchema {
  private TransformedSchema() {}

  static Schema of(Collection<TensorSpec> outputs) {
    Schema.Builder schema = Schema.newBuilder();
    outputs.stream()
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .map(TransformedSchema::feature)
        .forEach(schema::addFeature);
    return schema.build();
  }

  private static Feature feature(TensorSpec output) {
    FixedShape.Builder shape = FixedShape.newBuilder();
    for (long size : output.exampleShape().asArray()) {
      shape.addDim(FixedShape.Dim.newBuilder().setSize(size));
    }
    Feature.Builder feature = Feature.newBuilder().setName(output.name()).setShape(shape);
    feature.setType(
        output.dtype() == DataType.DT_INT64
            ? FeatureType.INT
            : output.dtype() == DataType.DT_FLOAT ? FeatureType.FLOAT : FeatureType.BYTES);
    feature.getPresenceBuilder().setMinFraction(1.0);
    return feature.build();
  }
}
