package io.millrace.model.layers;

import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.Optional;

/**
 * The mean value of each window, channel by channel.
 *
 * @param strides equal to the window if not given
 */
@Doc("The mean value of each window of an image.")
public record AveragePooling2D(
    @Doc("Window in pixels.") @Default("2") Size poolSize,
    @Doc("Step of the window in pixels; the window if not given.") Optional<Size> strides,
    @Doc("What happens at the border.") @Default("valid") Padding padding)
    implements Layer {
  /** With Keras's defaults. */
  public static AveragePooling2D of(int poolSize) {
    return new AveragePooling2D(Size.of(poolSize), Optional.empty(), Padding.VALID);
  }

  /** The step of the window. */
  public Size steps() {
    return strides.orElse(poolSize);
  }

  @Override
  public DataShape output(DataShape input) {
    return Images.slide(input, poolSize, steps(), padding, Images.require(input).dim(2));
  }
}
