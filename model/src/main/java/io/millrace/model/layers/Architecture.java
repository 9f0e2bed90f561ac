package io.millrace.model.layers;

import io.millrace.artifacts.MillraceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A chain of layers on an input of known shape, with all shapes and weights inferred.
 *
 * @param input the shape of one example
 */
public record Architecture(DataShape input, List<Step> steps) {
  /**
   * A layer in its place.
   *
   * @param name as Keras names it: {@code conv2d}, {@code conv2d_1}, ...
   * @param weights with full names, such as {@code conv2d/kernel}
   */
  public record Step(
      String name, Layer layer, DataShape input, DataShape output, List<WeightSpec> weights) {
    public Step {
      weights = List.copyOf(weights);
    }

    /** The number of weight values. */
    public long parameters() {
      return weights.stream().mapToLong(WeightSpec::size).sum();
    }
  }

  public Architecture {
    steps = List.copyOf(steps);
  }

  /**
   * Infers all shapes.
   *
   * @throws MillraceException (usage) if a layer cannot take its input, with its position
   */
  public static Architecture of(DataShape input, List<Layer> layers) {
    List<Step> steps = new ArrayList<>();
    Map<String, Integer> uses = new HashMap<>();
    DataShape shape = input;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      String base = snakeCase(layer.getClass().getSimpleName());
      int use = uses.merge(base, 1, Integer::sum);
      String name = use == 1 ? base : base + "_" + (use - 1);
      try {
        DataShape output = layer.output(shape);
        List<WeightSpec> weights =
            layer.weights(shape).stream().map(w -> w.named(name + "/" + w.name())).toList();
        steps.add(new Step(name, layer, shape, output, weights));
        shape = output;
      } catch (ShapeException e) {
        throw wrong(i, layer, e.getMessage());
      } catch (ArithmeticException e) {
        throw wrong(i, layer, "its input " + shape + " needs 2^31 values or more");
      }
    }
    return new Architecture(input, steps);
  }

  /**
   * An architecture whose output are the logits of classes. A softmax at the end is taken off: the
   * loss and the export add it, so {@code Dense: 10} and {@code Dense: {units: 10, activation:
   * softmax}} are the same classifier.
   *
   * @throws MillraceException (usage) if the output is not one value per class, for two classes or
   *     more, or if the last layer has another activation
   */
  public static Architecture classifier(DataShape input, List<Layer> layers) {
    if (layers.isEmpty()) {
      throw MillraceException.usage("layers: none (expected: at least one, such as Dense: 10)");
    }
    // Shapes are checked with the layers as the user wrote them, so positions in errors are his.
    of(input, layers);
    int last = layers.size() - 1;
    List<Layer> kept = new ArrayList<>(layers);
    if (kept.get(last) instanceof Activation end
        && end.activation() == ActivationFunction.SOFTMAX) {
      kept.remove(last);
    } else if (kept.get(last) instanceof Dense dense) {
      if (dense.activation() == ActivationFunction.SOFTMAX) {
        kept.set(last, dense.with(ActivationFunction.LINEAR));
      } else if (dense.activation() != ActivationFunction.LINEAR) {
        throw wrong(
            last,
            dense,
            "found activation "
                + snakeCase(dense.activation().name())
                + " on the last layer (expected: none or softmax, for the logits of classes)");
      }
    }
    Architecture architecture = of(input, kept);
    DataShape output = architecture.output();
    if (output.rank() != 1 || output.dim(0) < 2) {
      throw wrong(
          last,
          layers.get(last),
          "found the output shape "
              + output
              + " (expected: [classes] with 2 classes or more; end with Dense: <classes>)");
    }
    return architecture;
  }

  private static MillraceException wrong(int index, Layer layer, String what) {
    return MillraceException.usage(
        "layers[" + index + "] " + layer.getClass().getSimpleName() + ": " + what);
  }

  /** The shape of the output for one example. */
  public DataShape output() {
    return steps.isEmpty() ? input : steps.get(steps.size() - 1).output();
  }

  /** The number of weight values. */
  public long parameters() {
    return steps.stream().mapToLong(Step::parameters).sum();
  }

  /** All weights, in the order of the layers. */
  public List<WeightSpec> weights() {
    return steps.stream().flatMap(step -> step.weights().stream()).toList();
  }

  /**
   * Initial values of all weights by full name, row-major: the same for the same seed, on every
   * machine and backend.
   */
  public Map<String, float[]> initialWeights(long seed) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (WeightSpec weight : weights()) {
      // A stream of its own per weight: changing one layer leaves the others as they were.
      Random random = new Random(seed * 31 + weight.name().hashCode());
      values.put(weight.name(), weight.initializer().values(weight, random));
    }
    return values;
  }

  /** Columns of {@link #summary()}. */
  public static List<String> summaryColumns() {
    return List.of("layer", "type", "output shape", "parameters");
  }

  /** A row per layer, as in Keras's summary. */
  public List<List<Object>> summary() {
    List<List<Object>> rows = new ArrayList<>();
    for (Step step : steps) {
      rows.add(
          List.of(
              step.name(),
              step.layer().getClass().getSimpleName(),
              step.output().toString(),
              step.parameters()));
    }
    rows.add(List.of("total", "", "", parameters()));
    return rows;
  }

  /** {@code MaxPooling2D} to {@code max_pooling2d}, as Keras does. */
  private static String snakeCase(String name) {
    if (name.equals(name.toUpperCase(java.util.Locale.ROOT)) && name.length() > 1) {
      return name.toLowerCase(java.util.Locale.ROOT);
    }
    return name.replaceAll("(.)([A-Z][a-z0-9]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(java.util.Locale.ROOT);
  }
}
