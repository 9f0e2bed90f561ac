package io.millrace.transforms.graph.analyzers;

import io.millrace.transforms.graph.Dtypes;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * Mean and biased variance of the finite values, in one pass; both 0 if there is none. Integers
 * give float32, floats their own dtype. Batches are reduced in two steps (mean, then squares of the
 * deviations) and merged by the formula of Chan, Golub and LeVeque (1979), all in float64.
 *
 * @param reduceInstanceDims whether all values are taken together; else those of each position
 */
public record Moments(boolean reduceInstanceDims) implements Analyzer {
  @Override
  public String name() {
    return "mean_and_var";
  }

  @Override
  public List<Output> outputs(Operand<?> input) {
    DataType dtype = Dtypes.of(input);
    DataType result = Dtypes.isFloat(dtype) ? dtype : DataType.DT_FLOAT;
    Output output = new Output(result, Reductions.shape(input, reduceInstanceDims));
    return List.of(output, output);
  }

  @Override
  public List<Operand<?>> partials(Ops tf, Operand<?> input) {
    Operand<TFloat64> x = tf.dtypes.cast(input, TFloat64.class);
    Operand<TInt32> axes = Reductions.axes(tf, input, reduceInstanceDims);
    Operand<TBool> finite = tf.math.isFinite(x);
    Operand<TFloat64> zeros = tf.zerosLike(x);
    Operand<TFloat64> count = tf.sum(tf.dtypes.cast(finite, TFloat64.class), axes);
    Operand<TFloat64> mean = tf.math.divNoNan(tf.sum(tf.select(finite, x, zeros), axes), count);
    Operand<TFloat64> deviations = tf.select(finite, tf.math.sub(x, mean), zeros);
    return List.of(count, mean, tf.sum(tf.math.square(deviations), axes));
  }

  @Override
  public Accumulator accumulator() {
    return new State();
  }

  private static final class State implements Accumulator {
    private static final long serialVersionUID = 1L;

    // Null until the first batch, which tells the shape.
    private Value.Doubles count;
    private Value.Doubles mean;
    private Value.Doubles squares;

    @Override
    public void add(List<Tensor> partials) {
      merge(
          (Value.Doubles) Value.of(partials.get(0)),
          (Value.Doubles) Value.of(partials.get(1)),
          (Value.Doubles) Value.of(partials.get(2)));
    }

    @Override
    public void merge(Accumulator other) {
      State that = (State) other;
      if (that.count != null) {
        merge(that.count, that.mean, that.squares);
      }
    }

    private void merge(Value.Doubles n, Value.Doubles m, Value.Doubles s) {
      if (count == null) {
        count = n;
        mean = m;
        squares = s;
        return;
      }
      for (int i = 0; i < count.values().length; i++) {
        double a = count.values()[i];
        double b = n.values()[i];
        if (b == 0) {
          continue;
        }
        double delta = m.values()[i] - mean.values()[i];
        double total = a + b;
        mean.values()[i] += delta * (b / total);
        squares.values()[i] += s.values()[i] + delta * delta * (a * b / total);
        count.values()[i] = total;
      }
    }

    @Override
    public List<Value> results() {
      Value.Doubles variance = Value.Doubles.filled(count.shape(), 0);
      for (int i = 0; i < count.values().length; i++) {
        double n = count.values()[i];
        variance.values()[i] = n == 0 ? 0 : squares.values()[i] / n;
      }
      return List.of(mean, variance);
    }
  }
}
