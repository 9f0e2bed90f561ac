package io.millrace.model.layers;

import java.util.List;

/** A layer, described by Keras's names and defaults. Immutable. */
public sealed interface Layer
    permits Activation,
        AveragePooling2D,
        Conv2D,
        Dense,
        Dropout,
        Flatten,
        GlobalAveragePooling2D,
        MaxPooling2D,
        Reshape {
  /**
   * The shape of the output for an input.
   *
   * @throws RuntimeException with found and expected if the layer cannot take it
   */
  DataShape output(DataShape input);

  /** The weights for an input; names are within the layer. */
  default List<WeightSpec> weights(DataShape input) {
    return List.of();
  }
}
