package io.millrace.model.layers;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution over an image, channels last. There is no option for dilations: the gradient that
 * TensorFlow's C++ registry has for them leaves them out, which gives wrong values, or ends the
 * process where oneDNN computes it.
 */
@Doc("A convolution over an image.")
public record Conv2D(
    @Doc("Output channels.") int filters,
    @Doc("Window in pixels.") Size kernelSize,
    @Doc("Step of the window in pixels.") @Default("1") Size strides,
    @Doc("What happens at the border.") @Default("valid") Padding padding,
    @Doc("Function on the output.") @Default("linear") ActivationFunction activation,
    @Doc("Whether to add a bias per filter.") @Default("true") boolean useBias,
    @Doc("Initial values of the kernel.") @Default("glorot_uniform") Initializer kernelInitializer,
    @Doc("Initial values of the bias.") @Default("zeros") Initializer biasInitializer)
    implements Layer {
  public Conv2D {
    if (filters < 1) {
      throw MillraceException.usage("filters: " + filters + " (expected: >= 1)");
    }
  }

  /** With Keras's defaults. */
  public static Conv2D of(int filters, int kernelSize, ActivationFunction activation) {
    return new Conv2D(
        filters,
        Size.of(kernelSize),
        Size.of(1),
        Padding.VALID,
        activation,
        true,
        Initializer.GLOROT_UNIFORM,
        Initializer.ZEROS);
  }

  @Override
  public DataShape output(DataShape input) {
    return Images.slide(input, kernelSize, strides, padding, filters);
  }

  @Override
  public List<WeightSpec> weights(DataShape input) {
    int channels = Images.require(input).dim(2);
    long window = (long) kernelSize.height() * kernelSize.columns();
    List<WeightSpec> weights = new ArrayList<>();
    weights.add(
        new WeightSpec(
            "kernel",
            List.of(kernelSize.height(), kernelSize.columns(), channels, filters),
            kernelInitializer,
            window * channels,
            window * filters));
    if (useBias) {
      weights.add(WeightSpec.bias(filters, biasInitializer));
    }
    return weights;
  }
}
