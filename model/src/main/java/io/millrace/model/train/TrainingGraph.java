package io.millrace.model.train;

import io.millrace.model.layers.Architecture;
import io.millrace.model.layers.WeightSpec;
import io.millrace.model.tensorflow.GraphVariables;
import io.millrace.model.tensorflow.NetworkGraph;
import io.millrace.model.tensorflow.Sessions;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.SoftmaxCrossEntropyWithLogits;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A classifier in training: weights, loss, gradients and updates in one graph with its session. The
 * loss is the mean softmax cross-entropy of the batch. Owns native memory: close it. Not
 * thread-safe.
 *
 * <p>With the same seed, data and one thread, two runs give the same bits; with more threads sums
 * are added in another order, and runs differ by rounding.
 */
final class TrainingGraph implements AutoCloseable {
  /**
   * What a batch gave.
   *
   * @param loss the mean over the batch
   * @param correct examples whose most probable class is the label
   */
  record StepResult(float loss, int correct) {}

  private record Measures(Operand<TFloat32> loss, Operand<TInt32> correct) {}

  private final Graph graph = new Graph();
  private final GraphVariables variables = new GraphVariables(graph);
  private final GraphVariables slots = new GraphVariables(graph);
  private final List<String> weightNames;
  private OptimizerOps optimizer;
  private Placeholder<TFloat32> features;
  private Placeholder<TInt32> labels;
  private Measures training;
  private Measures inference;
  private Operand<TFloat32> probabilities;
  private Session session;
  private long step;

  /**
   * Builds the graph and sets the initial weights.
   *
   * @param architecture one whose output are logits
   * @param threads as in {@link Sessions#config}
   */
  TrainingGraph(
      Architecture architecture, Optimizer method, double learningRate, long seed, int threads) {
    weightNames = architecture.weights().stream().map(WeightSpec::name).toList();
    try {
      build(architecture, method, learningRate, seed);
      session = Sessions.open(graph, threads);
      variables.assign(session, architecture.initialWeights(seed));
      slots.assign(session, optimizer.initialSlots());
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void build(Architecture architecture, Optimizer method, double learningRate, long seed) {
    Ops tf = Ops.create(graph);
    int featureSize = architecture.input().size();
    int classes = architecture.output().dim(0);
    features = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, featureSize)));
    labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    NetworkGraph network = new NetworkGraph(tf, variables, architecture);
    training = measures(tf, network.train(features, seed), classes);
    Operand<TFloat32> logits = network.infer(features);
    inference = measures(tf, logits, classes);
    probabilities = tf.nn.softmax(logits);
    List<GraphVariables.Variable> weights = network.weights();
    Gradients gradients =
        tf.gradients(
            training.loss(), weights.stream().map(GraphVariables.Variable::value).toList());
    optimizer = new OptimizerOps(tf, slots, method, learningRate);
    for (int i = 0; i < weights.size(); i++) {
      optimizer.update(weights.get(i), gradients.<TFloat32>dy(i));
    }
  }

  private Measures measures(Ops tf, Operand<TFloat32> logits, int classes) {
    Operand<TFloat32> truth =
        tf.oneHot(labels, tf.constant(classes), tf.constant(1f), tf.constant(0f));
    Operand<TFloat32> losses =
        SoftmaxCrossEntropyWithLogits.create(tf.scope(), logits, truth).loss();
    Operand<TInt64> predicted = tf.math.argMax(logits, tf.constant(1), TInt64.class);
    Operand<TInt32> hits =
        tf.dtypes.cast(
            tf.math.equal(predicted, tf.dtypes.cast(labels, TInt64.class)), TInt32.class);
    return new Measures(tf.math.mean(losses, tf.constant(0)), tf.reduceSum(hits, tf.constant(0)));
  }

  /** One step of training: measures before the update, then the update. */
  StepResult train(Batch batch) {
    step++;
    Session.Runner runner = session.runner();
    try (OptimizerOps.Feeds feeds = optimizer.addTo(runner, step)) {
      return run(runner, training, batch);
    }
  }

  /** Measures a batch without dropout; changes nothing. */
  StepResult evaluate(Batch batch) {
    return run(session.runner(), inference, batch);
  }

  private StepResult run(Session.Runner runner, Measures measures, Batch batch) {
    try (Tensor x = featureTensor(batch);
        Tensor y =
            TInt32.tensorOf(
                Shape.of(batch.size()),
                DataBuffers.of(batch.labels(), true, false).narrow(batch.size()));
        Result result =
            runner
                .feed(features, x)
                .feed(labels, y)
                .fetch(measures.loss())
                .fetch(measures.correct())
                .run()) {
      return new StepResult(
          ((TFloat32) result.get(0)).getFloat(), ((TInt32) result.get(1)).getInt());
    }
  }

  /** Class probabilities as in serving, [batch, classes] row-major. */
  float[] probabilities(Batch batch) {
    try (Tensor x = featureTensor(batch);
        Result result = session.runner().feed(features, x).fetch(probabilities).run()) {
      return GraphVariables.floats(result.get(0));
    }
  }

  private static Tensor featureTensor(Batch batch) {
    return TFloat32.tensorOf(
        Shape.of(batch.size(), batch.featureSize()),
        DataBuffers.of(batch.features(), true, false)
            .narrow((long) batch.size() * batch.featureSize()));
  }

  /** The weights by full name, without the optimizer's slots. */
  Map<String, float[]> weights() {
    return variables.values(session, weightNames);
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
    graph.close();
  }
}
