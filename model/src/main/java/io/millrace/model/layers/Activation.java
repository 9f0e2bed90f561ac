package io.millrace.model.layers;

import io.millrace.artifacts.options.Doc;

/** A function on each value. */
@Doc("A function on each value.")
public record Activation(@Doc("The function.") ActivationFunction activation) implements Layer {
  @Override
  public DataShape output(DataShape input) {
    return input;
  }
}
