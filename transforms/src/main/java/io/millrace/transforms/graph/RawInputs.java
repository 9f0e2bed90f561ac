package io.millrace.transforms.graph;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Nearest;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Operand;

/**
 * The raw features that a preprocessing function gets: asking for another says why it is not there.
 */
final class RawInputs extends AbstractMap<String, Operand<?>> {
  private final Map<String, Operand<?>> tensors;
  private final Map<String, FeatureSpec> specs;

  RawInputs(Map<String, Operand<?>> tensors, Map<String, FeatureSpec> specs) {
    this.tensors = tensors;
    this.specs = specs;
  }

  @Override
  public Operand<?> get(Object name) {
    Operand<?> tensor = tensors.get(name);
    if (tensor != null) {
      return tensor;
    }
    if (specs.get(name) instanceof FeatureSpec.VarLen) {
      throw MillraceException.usage(
          "raw feature '%s': found a feature of variable length (expected: one with a shape in schema.pbtxt); give it a shape there, or leave it out"
              .formatted(name));
    }
    throw MillraceException.usage(
        "raw feature '%s': not in schema.pbtxt %s"
            .formatted(name, Nearest.hint(String.valueOf(name), tensors.keySet())));
  }

  @Override
  public boolean containsKey(Object name) {
    return tensors.containsKey(name);
  }

  @Override
  public Set<Entry<String, Operand<?>>> entrySet() {
    return Collections.unmodifiableMap(tensors).entrySet();
  }
}
