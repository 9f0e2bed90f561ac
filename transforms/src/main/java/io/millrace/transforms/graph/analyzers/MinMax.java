package io.millrace.transforms.graph.analyzers;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * Minimum and maximum in the input's dtype, in one pass. As in TensorFlow Transform a NaN makes
 * both NaN.
 *
 * @param reduceInstanceDims whether all values are reduced to one; else those of each position
 */
public record MinMax(boolean reduceInstanceDims) implements Analyzer {
  @Override
  public String name() {
    return "min_and_max";
  }

  @Override
  public List<Output> outputs(Operand<?> input) {
    DataType dtype = input.asOutput().dataType();
    Output output = new Output(dtype, Reductions.shape(input, reduceInstanceDims));
    return List.of(output, output);
  }

  @Override
  public List<Operand<?>> partials(Ops tf, Operand<?> input) {
    Operand<? extends TNumber> x = Reductions.widened(tf, input);
    Operand<TInt32> axes = Reductions.axes(tf, input, reduceInstanceDims);
    return List.of(tf.min(x, axes), tf.max(x, axes));
  }

  @Override
  public Accumulator accumulator() {
    return new State();
  }

  private static final class State implements Accumulator {
    private static final long serialVersionUID = 1L;

    // Null until the first batch, which tells the shape.
    private Value min;
    private Value max;

    @Override
    public void add(List<Tensor> partials) {
      merge(Value.of(partials.get(0)), Value.of(partials.get(1)));
    }

    @Override
    public void merge(Accumulator other) {
      State that = (State) other;
      if (that.min != null) {
        merge(that.min, that.max);
      }
    }

    private void merge(Value otherMin, Value otherMax) {
      if (min == null) {
        min = otherMin;
        max = otherMax;
      } else if (otherMin instanceof Value.Doubles low && otherMax instanceof Value.Doubles high) {
        merge((Value.Doubles) min, (Value.Doubles) max, low, high);
      } else {
        merge((Value.Longs) min, (Value.Longs) max, (Value.Longs) otherMin, (Value.Longs) otherMax);
      }
    }

    // Math.min and Math.max give NaN if either is NaN.
    private static void merge(
        Value.Doubles min, Value.Doubles max, Value.Doubles low, Value.Doubles high) {
      for (int i = 0; i < min.values().length; i++) {
        min.values()[i] = Math.min(min.values()[i], low.values()[i]);
        max.values()[i] = Math.max(max.values()[i], high.values()[i]);
      }
    }

    private static void merge(Value.Longs min, Value.Longs max, Value.Longs low, Value.Longs high) {
      for (int i = 0; i < min.values().length; i++) {
        min.values()[i] = Math.min(min.values()[i], low.values()[i]);
        max.values()[i] = Math.max(max.values()[i], high.values()[i]);
      }
    }

    @Override
    public List<Value> results() {
      return List.of(min, max);
    }
  }
}
