package io.millrace.records.spark.schema;

import java.util.List;
import java.util.Objects;

/**
 * How TensorFlow parses a feature of a record, or the steps of a feature list.
 *
 * @param kind the class of {@code tf.io}
 * @param dtype {@code int64}, {@code float32} or {@code string}, as TensorFlow names them
 * @param shape of the values, or of those of a step; empty for {@link Kind#VAR_LEN}, and for a
 *     scalar
 * @param allowMissing of {@link Kind#FIXED_LEN_SEQUENCE}: whether records without the list are
 *     parsed, too
 */
public record FeatureSpec(Kind kind, String dtype, List<Integer> shape, boolean allowMissing) {
  /** Copies the shape; nothing may be null. */
  public FeatureSpec {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(dtype, "dtype");
    shape = List.copyOf(shape);
  }

  /** The classes of {@code tf.io}; {@link #toString()} is their name there. */
  public enum Kind {
    /** As many values in each record, and no record without. */
    FIXED_LEN("FixedLenFeature"),
    /** As many values in each step. */
    FIXED_LEN_SEQUENCE("FixedLenSequenceFeature"),
    /** Any number of values, or none: a sparse tensor. */
    VAR_LEN("VarLenFeature");

    private final String tensorFlowName;

    Kind(String tensorFlowName) {
      this.tensorFlowName = tensorFlowName;
    }

    @Override
    public String toString() {
      return tensorFlowName;
    }
  }
}
