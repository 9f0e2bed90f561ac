package io.millrace.model.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.layers.Activation;
import io.millrace.model.layers.ActivationFunction;
import io.millrace.model.layers.Architecture;
import io.millrace.model.layers.AveragePooling2D;
import io.millrace.model.layers.Conv2D;
import io.millrace.model.layers.DataShape;
import io.millrace.model.layers.Dense;
import io.millrace.model.layers.Dropout;
import io.millrace.model.layers.Flatten;
import io.millrace.model.layers.GlobalAveragePooling2D;
import io.millrace.model.layers.Initializer;
import io.millrace.model.layers.Layer;
import io.millrace.model.layers.MaxPooling2D;
import io.millrace.model.layers.Padding;
import io.millrace.model.layers.Reshape;
import io.millrace.model.layers.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Gradients against central differences, for the input and every weight of every layer:
 * TensorFlow's C++ registry has wrong ones for some options.
 */
class GradientTest {
  /** Inputs keep at least 0.05 from each other and from 0, so no maximum or kink is crossed. */
  private static final float STEP = 0.005f;

  /**
   * Central differences err by {@code STEP^2 / 6} times the third derivative (of order 1 here), and
   * by single precision over {@code STEP}: 1e-7 * 30 / 0.005.
   */
  private static final double TOLERANCE = 2e-3;

  private static final Map<Graph, Session> SESSIONS = new IdentityHashMap<>();

  static Stream<Layer> layers() {
    return Stream.of(
        conv(3, 1, Padding.VALID),
        conv(3, 1, Padding.SAME),
        conv(2, 2, Padding.SAME),
        conv(3, 2, Padding.VALID),
        new Conv2D(
            2,
            Size.of(1, 3),
            Size.of(2, 1),
            Padding.SAME,
            ActivationFunction.SIGMOID,
            false,
            Initializer.HE_NORMAL,
            Initializer.ZEROS),
        MaxPooling2D.of(2),
        new MaxPooling2D(Size.of(3), Optional.of(Size.of(2)), Padding.SAME),
        new MaxPooling2D(Size.of(2), Optional.of(Size.of(1)), Padding.VALID),
        AveragePooling2D.of(2),
        new AveragePooling2D(Size.of(3), Optional.of(Size.of(2)), Padding.SAME),
        new GlobalAveragePooling2D(),
        new Flatten(),
        new Reshape(List.of(2, -1)),
        Dense.of(4, ActivationFunction.TANH),
        new Dense(
            3, ActivationFunction.SOFTMAX, false, Initializer.GLOROT_NORMAL, Initializer.ONES),
        new Dropout(0.4));
  }

  private static Conv2D conv(int kernel, int stride, Padding padding) {
    return new Conv2D(
        3,
        Size.of(kernel),
        Size.of(stride),
        padding,
        ActivationFunction.TANH,
        true,
        Initializer.GLOROT_UNIFORM,
        Initializer.ONES);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void layerGradientsAgreeWithDifferences(Layer layer) {
    assertThat(largestError(Architecture.of(DataShape.of(5, 6, 2), List.of(layer))))
        .isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @EnumSource(ActivationFunction.class)
  void activationGradientsAgreeWithDifferences(ActivationFunction function) {
    Layer layer = new Activation(function);
    assertThat(largestError(Architecture.of(DataShape.of(24), List.of(layer))))
        .isLessThan(TOLERANCE);
  }

  @Test
  void aDenseOnAVectorAgreesWithDifferences() {
    Layer layer = Dense.of(4, ActivationFunction.SILU);
    assertThat(largestError(Architecture.of(DataShape.of(5), List.of(layer))))
        .isLessThan(TOLERANCE);
  }

  @Test
  void theCheckFindsAMissingTerm() {
    // The gradient of x * stopped(x) lacks one of its two equal terms.
    double error =
        largestError(
            Map.of("x", spread(8, new Random(1))),
            Map.of("x", Shape.of(8)),
            (tf, inputs) -> tf.math.mul(inputs.get("x"), tf.stopGradient(inputs.get("x"))));
    assertThat(error).isGreaterThan(0.1);
  }

  /** Builds the network in training mode on placeholders in place of variables. */
  private static double largestError(Architecture architecture) {
    Map<String, float[]> values = new LinkedHashMap<>();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    int batch = 2;
    values.put("x", spread(batch * architecture.input().size(), new Random(3)));
    shapes.put("x", Shape.of(batch, architecture.input().size()));
    values.putAll(architecture.initialWeights(5));
    architecture
        .weights()
        .forEach(
            w -> shapes.put(w.name(), Shape.of(w.dims().stream().mapToLong(d -> d).toArray())));
    return largestError(
        values,
        shapes,
        (tf, inputs) -> {
          Map<String, GraphVariables.Variable> weights = new LinkedHashMap<>();
          inputs.forEach(
              (name, value) ->
                  weights.put(
                      name, new GraphVariables.Variable(name, value.shape(), value, value)));
          LayerOps ops = new LayerOps(tf, weights, LayerOps.Mode.TRAINING, 7);
          Operand<TFloat32> x =
              tf.reshape(inputs.get("x"), tf.constant(NetworkGraph.batchOf(architecture.input())));
          return ops.apply(architecture.steps().get(0), x);
        });
  }

  /**
   * The largest deviation of the gradient of {@code sum(c * f(values))}, with fixed numbers {@code
   * c} between 0.5 and 1.5, from its central difference.
   */
  private static double largestError(
      Map<String, float[]> values,
      Map<String, Shape> shapes,
      BiFunction<Ops, Map<String, Operand<TFloat32>>, Operand<TFloat32>> function) {
    double largest = 0;
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Map<String, Operand<TFloat32>> inputs = new LinkedHashMap<>();
      values.forEach(
          (name, value) ->
              inputs.put(
                  name, tf.placeholder(TFloat32.class, Placeholder.shape(shapes.get(name)))));
      Operand<TFloat32> output = function.apply(tf, inputs);
      Operand<TFloat32> flat = tf.reshape(output, tf.constant(new int[] {-1}));
      Operand<TFloat32> weighted =
          tf.math.mul(
              flat,
              tf.math.add(
                  tf.constant(1f),
                  tf.math.mul(
                      tf.constant(0.5f),
                      tf.math.sin(
                          tf.dtypes.cast(
                              tf.range(tf.constant(0), tf.size(flat), tf.constant(1)),
                              TFloat32.class)))));
      Gradients gradients =
          tf.gradients(tf.reduceSum(weighted, tf.constant(0)), new ArrayList<>(inputs.values()));
      int position = 0;
      for (Map.Entry<String, float[]> entry : values.entrySet()) {
        float[] gradient = run(graph, inputs, values, shapes, gradients.<TFloat32>dy(position++));
        for (int i = 0; i < entry.getValue().length; i++) {
          double difference =
              (sum(graph, inputs, moved(values, entry.getKey(), i, STEP), shapes, weighted)
                      - sum(
                          graph, inputs, moved(values, entry.getKey(), i, -STEP), shapes, weighted))
                  / (2 * STEP);
          largest = Math.max(largest, Math.abs(difference - gradient[i]));
        }
      }
      Optional.ofNullable(SESSIONS.remove(graph)).ifPresent(Session::close);
    }
    return largest;
  }

  private static Map<String, float[]> moved(
      Map<String, float[]> values, String name, int index, float by) {
    Map<String, float[]> copy = new LinkedHashMap<>(values);
    float[] changed = values.get(name).clone();
    changed[index] += by;
    copy.put(name, changed);
    return copy;
  }

  /** In double, so that adding many floats costs no digits. */
  private static double sum(
      Graph graph,
      Map<String, Operand<TFloat32>> inputs,
      Map<String, float[]> values,
      Map<String, Shape> shapes,
      Operand<TFloat32> terms) {
    double sum = 0;
    for (float term : run(graph, inputs, values, shapes, terms)) {
      sum += term;
    }
    return sum;
  }

  private static float[] run(
      Graph graph,
      Map<String, Operand<TFloat32>> inputs,
      Map<String, float[]> values,
      Map<String, Shape> shapes,
      Operand<TFloat32> fetch) {
    List<TFloat32> tensors = new ArrayList<>();
    // A session of its own where numbers are drawn: the first step of each draws the same mask.
    Session session = random(graph) ? new Session(graph, Sessions.config(1)) : shared(graph);
    try {
      Session.Runner runner = session.runner().fetch(fetch);
      values.forEach(
          (name, value) -> {
            TFloat32 tensor = TFloat32.tensorOf(shapes.get(name), DataBuffers.of(value));
            tensors.add(tensor);
            runner.feed(inputs.get(name), tensor);
          });
      try (Result result = runner.run()) {
        return GraphVariables.floats(result.get(0));
      }
    } finally {
      tensors.forEach(TFloat32::close);
      if (random(graph)) {
        session.close();
      }
    }
  }

  private static boolean random(Graph graph) {
    return graph.operation("RandomUniform") != null;
  }

  private static Session shared(Graph graph) {
    return SESSIONS.computeIfAbsent(graph, g -> new Session(g, Sessions.config(1)));
  }

  /** Distinct values around 0, at least 0.05 apart and from 0, in random order. */
  private static float[] spread(int count, Random random) {
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add((i - count / 2) * 0.05f + 0.025f);
    }
    Collections.shuffle(values, random);
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = values.get(i) + Math.copySign(0.03f, values.get(i));
    }
    return out;
  }
}
