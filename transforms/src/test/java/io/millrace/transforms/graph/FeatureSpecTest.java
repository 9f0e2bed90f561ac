package io.millrace.transforms.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.millrace.artifacts.MillraceException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

class FeatureSpecTest {
  private static Map<String, FeatureSpec> specs(String schema) throws Exception {
    return FeatureSpec.of(TextFormat.parse(schema, Schema.class), "schema.pbtxt");
  }

  @Test
  void aShapeMakesAFeatureDense() throws Exception {
    assertThat(
            specs(
                """
                feature { name: "a" type: INT presence { min_fraction: 1 } shape { } }
                feature { name: "b" type: FLOAT presence { min_fraction: 1 }
                          shape { dim { size: 2 } dim { size: 3 } } }
                feature { name: "c" type: BYTES value_count { min: 1 max: 1 } }
                """))
        .containsExactly(
            Map.entry("a", new FeatureSpec.FixedLen("a", DataType.DT_INT64, Shape.scalar())),
            Map.entry("b", new FeatureSpec.FixedLen("b", DataType.DT_FLOAT, Shape.of(2, 3))),
            Map.entry("c", new FeatureSpec.VarLen("c", DataType.DT_STRING)));
  }

  @Test
  void featuresThatAreNotInUseAreLeftOut() throws Exception {
    assertThat(
            specs(
                """
                feature { name: "a" type: INT deprecated: true }
                feature { name: "b" type: INT lifecycle_stage: DEPRECATED }
                feature { name: "c" type: INT lifecycle_stage: DISABLED }
                feature { name: "d" type: STRUCT }
                feature { name: "e" type: INT lifecycle_stage: PRODUCTION }
                """))
        .containsOnlyKeys("e");
  }

  @Test
  void aDenseFeatureMustBeInEveryExample() {
    assertThatThrownBy(
            () ->
                specs("feature { name: \"a\" type: INT presence { min_fraction: 0.9 } shape { } }"))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            "schema.pbtxt: feature 'a': found a shape and presence.min_fraction 0.9 (expected: 1,"
                + " a dense feature is in every example); set it, or take the shape out");
  }

  @Test
  void refusesRepresentationsItWouldIgnore() {
    assertThatThrownBy(() -> specs("tensor_representation_group { key: \"\" value { } }"))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("schema.pbtxt: found tensor_representation_group");
  }
}
