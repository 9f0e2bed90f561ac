package io.millrace.model.layers;

import java.util.List;

/**
 * A weight of a layer.
 *
 * @param name within the layer, such as {@code kernel}; in an architecture {@code conv2d/kernel}
 * @param dims its sizes; a scalar has none
 * @param fanIn inputs of one output unit, for the initialiser
 * @param fanOut outputs that one input reaches, for the initialiser
 */
public record WeightSpec(
    String name, List<Integer> dims, Initializer initializer, long fanIn, long fanOut) {
  public WeightSpec {
    dims = List.copyOf(dims);
  }

  /** A bias of one value per unit. */
  static WeightSpec bias(int units, Initializer initializer) {
    return new WeightSpec("bias", List.of(units), initializer, units, units);
  }

  /** The number of values. */
  public int size() {
    return dims.stream().reduce(1, Math::multiplyExact);
  }

  WeightSpec named(String fullName) {
    return new WeightSpec(fullName, dims, initializer, fanIn, fanOut);
  }
}
