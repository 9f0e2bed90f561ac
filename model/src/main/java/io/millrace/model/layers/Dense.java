package io.millrace.model.layers;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.ArrayList;
import java.util.List;

/** A weighted sum of the values along the last axis for each unit. */
@Doc("A weighted sum of all inputs for each unit.")
public record Dense(
    @Doc("Outputs.") int units,
    @Doc("Function on the output.") @Default("linear") ActivationFunction activation,
    @Doc("Whether to add a bias per unit.") @Default("true") boolean useBias,
    @Doc("Initial values of the kernel.") @Default("glorot_uniform") Initializer kernelInitializer,
    @Doc("Initial values of the bias.") @Default("zeros") Initializer biasInitializer)
    implements Layer {
  public Dense {
    if (units < 1) {
      throw MillraceException.usage("units: " + units + " (expected: >= 1)");
    }
  }

  /** With Keras's defaults. */
  public static Dense of(int units, ActivationFunction activation) {
    return new Dense(units, activation, true, Initializer.GLOROT_UNIFORM, Initializer.ZEROS);
  }

  /** The same layer with another activation. */
  Dense with(ActivationFunction other) {
    return new Dense(units, other, useBias, kernelInitializer, biasInitializer);
  }

  @Override
  public DataShape output(DataShape input) {
    if (input.rank() < 1) {
      throw new ShapeException(input, "at least one dimension; put a Reshape before it");
    }
    List<Integer> dims = new ArrayList<>(input.dims());
    dims.set(dims.size() - 1, units);
    return new DataShape(dims);
  }

  @Override
  public List<WeightSpec> weights(DataShape input) {
    int features = input.dim(-1);
    List<WeightSpec> weights = new ArrayList<>();
    weights.add(
        new WeightSpec("kernel", List.of(features, units), kernelInitializer, features, units));
    if (useBias) {
      weights.add(WeightSpec.bias(units, biasInitializer));
    }
    return weights;
  }
}
