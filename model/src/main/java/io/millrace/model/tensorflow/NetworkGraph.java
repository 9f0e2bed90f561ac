package io.millrace.model.tensorflow;

import io.millrace.model.layers.Architecture;
import io.millrace.model.layers.DataShape;
import io.millrace.model.layers.WeightSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The operations of an architecture in a graph. The variables are made once; {@link #infer} and
 * {@link #train} may be called any number of times and share them. Bound to its graph; owns
 * nothing.
 */
public final class NetworkGraph {
  private final Ops tf;
  private final Architecture architecture;
  private final Map<String, GraphVariables.Variable> weights = new LinkedHashMap<>();

  /** Adds the variables of an architecture to a graph. */
  public NetworkGraph(Ops tf, GraphVariables variables, Architecture architecture) {
    this.tf = tf;
    this.architecture = architecture;
    for (WeightSpec weight : architecture.weights()) {
      weights.put(weight.name(), variables.add(weight.name(), shape(weight.dims())));
    }
  }

  /** The variables in the order of the layers. */
  public List<GraphVariables.Variable> weights() {
    return List.copyOf(weights.values());
  }

  /**
   * The output of the last layer, as in serving: without dropout.
   *
   * @param input [batch, dims of the input or one dimension of their product]
   * @return [batch, dims of the output]
   */
  public Operand<TFloat32> infer(Operand<TFloat32> input) {
    return build(input, new LayerOps(tf, weights, LayerOps.Mode.INFERENCE, 0));
  }

  /** The output of the last layer in training: dropout draws from {@code seed}. */
  public Operand<TFloat32> train(Operand<TFloat32> input, long seed) {
    return build(input, new LayerOps(tf, weights, LayerOps.Mode.TRAINING, seed));
  }

  private Operand<TFloat32> build(Operand<TFloat32> input, LayerOps ops) {
    Operand<TFloat32> x = tf.reshape(input, tf.constant(batchOf(architecture.input())));
    for (Architecture.Step step : architecture.steps()) {
      x = ops.apply(step, x);
    }
    return x;
  }

  static int[] batchOf(DataShape shape) {
    int[] dims = new int[shape.rank() + 1];
    dims[0] = -1;
    for (int i = 0; i < shape.rank(); i++) {
      dims[i + 1] = shape.dim(i);
    }
    return dims;
  }

  private static Shape shape(List<Integer> dims) {
    List<Long> sizes = new ArrayList<>();
    dims.forEach(dim -> sizes.add((long) dim));
    return Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }
}
