package io.millrace.model.tensorflow;

import io.millrace.model.layers.Activation;
import io.millrace.model.layers.ActivationFunction;
import io.millrace.model.layers.Architecture;
import io.millrace.model.layers.AveragePooling2D;
import io.millrace.model.layers.Conv2D;
import io.millrace.model.layers.Dense;
import io.millrace.model.layers.Dropout;
import io.millrace.model.layers.Flatten;
import io.millrace.model.layers.GlobalAveragePooling2D;
import io.millrace.model.layers.Layer;
import io.millrace.model.layers.MaxPooling2D;
import io.millrace.model.layers.Reshape;
import io.millrace.model.layers.Size;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.op.random.RandomUniform;
import org.tensorflow.types.TFloat32;

/**
 * Layers as TensorFlow operations, images as [batch, height, width, channels]. Only operations
 * whose gradient TensorFlow's C++ registry has right.
 */
final class LayerOps {
  /** What the network is built for. */
  enum Mode {
    TRAINING,
    INFERENCE
  }

  private final Ops tf;
  private final Map<String, GraphVariables.Variable> weights;
  private final Mode mode;
  private final long seed;
  private int dropouts;

  LayerOps(Ops tf, Map<String, GraphVariables.Variable> weights, Mode mode, long seed) {
    this.tf = tf;
    this.weights = weights;
    this.mode = mode;
    this.seed = seed;
  }

  Operand<TFloat32> apply(Architecture.Step step, Operand<TFloat32> x) {
    Layer layer = step.layer();
    if (layer instanceof Conv2D conv) {
      return conv(step, conv, x);
    } else if (layer instanceof Dense dense) {
      return dense(step, dense, x);
    } else if (layer instanceof MaxPooling2D pool) {
      return tf.nn.maxPool(
          x,
          tf.constant(window(pool.poolSize())),
          tf.constant(window(pool.steps())),
          pool.padding().name());
    } else if (layer instanceof AveragePooling2D pool) {
      return tf.nn.avgPool(x, longs(pool.poolSize()), longs(pool.steps()), pool.padding().name());
    } else if (layer instanceof GlobalAveragePooling2D) {
      return tf.math.mean(x, tf.constant(new int[] {1, 2}));
    } else if (layer instanceof Flatten || layer instanceof Reshape) {
      return tf.reshape(x, tf.constant(NetworkGraph.batchOf(step.output())));
    } else if (layer instanceof Dropout dropout) {
      return dropout(dropout, x);
    } else if (layer instanceof Activation activation) {
      return activate(activation.activation(), x);
    }
    throw new IllegalStateException("No operations for " + layer);
  }

  private Operand<TFloat32> conv(Architecture.Step step, Conv2D conv, Operand<TFloat32> x) {
    Operand<TFloat32> y =
        tf.nn.conv2d(x, weight(step, "kernel"), longs(conv.strides()), conv.padding().name());
    if (conv.useBias()) {
      y = tf.nn.biasAdd(y, weight(step, "bias"));
    }
    return activate(conv.activation(), y);
  }

  private Operand<TFloat32> dense(Architecture.Step step, Dense dense, Operand<TFloat32> x) {
    boolean rows = step.input().rank() == 1;
    Operand<TFloat32> flat =
        rows ? x : tf.reshape(x, tf.constant(new int[] {-1, step.input().dim(-1)}));
    Operand<TFloat32> y = tf.linalg.matMul(flat, weight(step, "kernel"));
    if (dense.useBias()) {
      y = tf.nn.biasAdd(y, weight(step, "bias"));
    }
    y = rows ? y : tf.reshape(y, tf.constant(NetworkGraph.batchOf(step.output())));
    return activate(dense.activation(), y);
  }

  /** A random mask of 0 and {@code 1 / (1 - rate)}; the seed makes it the same in every run. */
  private Operand<TFloat32> dropout(Dropout dropout, Operand<TFloat32> x) {
    dropouts++;
    if (mode == Mode.INFERENCE || dropout.rate() == 0) {
      return x;
    }
    Operand<TFloat32> random =
        tf.random.randomUniform(
            tf.shape(x),
            TFloat32.class,
            // Two zero seeds would mean a random one.
            RandomUniform.seed(seed == 0 ? Long.MAX_VALUE : seed),
            RandomUniform.seed2((long) dropouts));
    Operand<TFloat32> kept =
        tf.dtypes.cast(
            tf.math.greaterEqual(random, tf.constant((float) dropout.rate())), TFloat32.class);
    Operand<TFloat32> scaled = tf.math.mul(x, tf.constant((float) (1 / (1 - dropout.rate()))));
    return tf.math.mul(scaled, kept);
  }

  private Operand<TFloat32> activate(ActivationFunction function, Operand<TFloat32> x) {
    return switch (function) {
      case LINEAR -> x;
      case RELU -> tf.nn.relu(x);
      case RELU6 -> tf.nn.relu6(x);
      case LEAKY_RELU -> tf.nn.leakyRelu(x, LeakyRelu.alpha(0.2f));
      case ELU -> tf.nn.elu(x);
      case SELU -> tf.nn.selu(x);
      case GELU -> gelu(x);
      case SILU -> tf.math.mul(x, tf.math.sigmoid(x));
      case SIGMOID -> tf.math.sigmoid(x);
      case TANH -> tf.math.tanh(x);
      case SOFTPLUS -> tf.math.softplus(x);
      case SOFTMAX -> tf.nn.softmax(x);
    };
  }

  private Operand<TFloat32> gelu(Operand<TFloat32> x) {
    Operand<TFloat32> erf = tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5))));
    return tf.math.mul(tf.math.mul(x, tf.constant(0.5f)), tf.math.add(erf, tf.constant(1f)));
  }

  private Operand<TFloat32> weight(Architecture.Step step, String name) {
    return weights.get(step.name() + "/" + name).value();
  }

  private static int[] window(Size size) {
    return new int[] {1, size.height(), size.columns(), 1};
  }

  private static List<Long> longs(Size size) {
    return List.of(1L, (long) size.height(), (long) size.columns(), 1L);
  }
}
