package io.millrace.transforms.graph.analyzers;

import io.millrace.transforms.graph.Dtypes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** What the numeric reductions share. */
final class Reductions {
  private Reductions() {}

  /** The axes to reduce: all, or the batch alone. */
  static Operand<TInt32> axes(Ops tf, Operand<?> x, boolean reduceInstanceDims) {
    return reduceInstanceDims
        ? tf.range(tf.constant(0), tf.rank(x), tf.constant(1))
        : tf.constant(new int[] {0});
  }

  static Shape shape(Operand<?> x, boolean reduceInstanceDims) {
    if (reduceInstanceDims) {
      return Shape.scalar();
    }
    return x.shape().isUnknown() ? Shape.unknown() : x.shape().tail();
  }

  /** Integers as int64 and floats as float64: nothing is lost, and Java reads both. */
  static Operand<? extends TNumber> widened(Ops tf, Operand<?> x) {
    return Dtypes.isInteger(Dtypes.of(x))
        ? tf.dtypes.cast(x, TInt64.class)
        : tf.dtypes.cast(x, TFloat64.class);
  }
}
