package io.millrace.transforms.graph.analyzers;

import io.millrace.transforms.graph.Dtypes;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;

/**
 * The sum: of integers in int64, of float64 in float64, of other floats in float32. Added in int64
 * or float64. TensorFlow Transform adds uint8 in a batch without widening, which overflows; this
 * does not.
 *
 * @param reduceInstanceDims whether all values are added; else those of each position
 */
public record Sum(boolean reduceInstanceDims) implements Analyzer {
  @Override
  public String name() {
    return "sum";
  }

  @Override
  public List<Output> outputs(Operand<?> input) {
    DataType dtype = Dtypes.of(input);
    DataType sum =
        Dtypes.isInteger(dtype)
            ? DataType.DT_INT64
            : dtype == DataType.DT_DOUBLE ? DataType.DT_DOUBLE : DataType.DT_FLOAT;
    return List.of(new Output(sum, Reductions.shape(input, reduceInstanceDims)));
  }

  @Override
  public List<Operand<?>> partials(Ops tf, Operand<?> input) {
    return List.of(
        tf.sum(Reductions.widened(tf, input), Reductions.axes(tf, input, reduceInstanceDims)));
  }

  @Override
  public Accumulator accumulator() {
    return new State();
  }

  private static final class State implements Accumulator {
    private static final long serialVersionUID = 1L;
    // Null until the first batch, which tells the shape.
    private Value sum;

    @Override
    public void add(List<Tensor> partials) {
      merge(Value.of(partials.get(0)));
    }

    @Override
    public void merge(Accumulator other) {
      State that = (State) other;
      if (that.sum != null) {
        merge(that.sum);
      }
    }

    private void merge(Value other) {
      if (sum == null) {
        sum = other;
      } else if (sum instanceof Value.Longs a) {
        long[] b = ((Value.Longs) other).values();
        for (int i = 0; i < b.length; i++) {
          a.values()[i] += b[i];
        }
      } else {
        double[] a = ((Value.Doubles) sum).values();
        double[] b = ((Value.Doubles) other).values();
        for (int i = 0; i < b.length; i++) {
          a[i] += b[i];
        }
      }
    }

    @Override
    public List<Value> results() {
      return List.of(sum);
    }
  }
}
