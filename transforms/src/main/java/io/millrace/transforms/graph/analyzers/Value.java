package io.millrace.transforms.graph.analyzers;

import io.millrace.transforms.graph.Dtypes;
import java.io.Serializable;
import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/** A dense array of numbers on the heap: a partial result of a batch, or the result of a pass. */
public sealed interface Value extends Serializable {
  /** Its shape. */
  long[] shape();

  /** It as a constant of this dtype. */
  Operand<?> constant(Ops tf, DataType dtype);

  /** 64-bit floats, row-major. */
  record Doubles(long[] shape, double[] values) implements Value {
    /** As many of one value. */
    static Doubles filled(long[] shape, double value) {
      double[] values = new double[Math.toIntExact(Shape.of(shape).size())];
      Arrays.fill(values, value);
      return new Doubles(shape, values);
    }

    @Override
    public Operand<?> constant(Ops tf, DataType dtype) {
      // The cast happens here, so that the graph holds a constant and no op.
      if (dtype == DataType.DT_FLOAT) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) values[i];
        }
        return tf.constant(Shape.of(shape), DataBuffers.of(floats));
      }
      Operand<TFloat64> constant = tf.constant(Shape.of(shape), DataBuffers.of(values));
      return dtype == DataType.DT_DOUBLE ? constant : tf.dtypes.cast(constant, Dtypes.type(dtype));
    }
  }

  /** 64-bit integers, row-major. */
  record Longs(long[] shape, long[] values) implements Value {

    @Override
    public Operand<?> constant(Ops tf, DataType dtype) {
      Operand<TInt64> constant = tf.constant(Shape.of(shape), DataBuffers.of(values));
      return dtype == DataType.DT_INT64 ? constant : tf.dtypes.cast(constant, Dtypes.type(dtype));
    }
  }

  /** A copy of a tensor of dtype float64 or int64. */
  static Value of(Tensor tensor) {
    int size = Math.toIntExact(tensor.shape().size());
    if (tensor instanceof TInt64) {
      long[] values = new long[size];
      tensor.asRawTensor().data().asLongs().read(values);
      return new Longs(tensor.shape().asArray(), values);
    }
    double[] values = new double[size];
    ((TFloat64) tensor).asRawTensor().data().asDoubles().read(values);
    return new Doubles(tensor.shape().asArray(), values);
  }
}
