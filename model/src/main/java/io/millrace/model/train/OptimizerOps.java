package io.millrace.model.train;

import io.millrace.model.tensorflow.GraphVariables;
import io.millrace.model.tensorflow.GraphVariables.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.train.ResourceApplyAdam;
import org.tensorflow.op.train.ResourceApplyGradientDescent;
import org.tensorflow.op.train.ResourceApplyKerasMomentum;
import org.tensorflow.types.TFloat32;

/**
 * The update operations of an optimizer. What changes from step to step (rate, powers of the
 * decays) is fed, computed in double from the step's number, so a run can go on from any step.
 * Slots are variables of their own, apart from the weights. Bound to its graph; owns nothing.
 */
final class OptimizerOps {
  private final Ops tf;
  private final Optimizer optimizer;
  private final double learningRate;
  private final GraphVariables slots;
  private final Placeholder<TFloat32> rate;
  private final Placeholder<TFloat32> power1;
  private final Placeholder<TFloat32> power2;
  private final List<Op> updates = new ArrayList<>();

  OptimizerOps(Ops tf, GraphVariables slots, Optimizer optimizer, double learningRate) {
    this.tf = tf;
    this.slots = slots;
    this.optimizer = optimizer;
    this.learningRate = learningRate;
    this.rate = scalar();
    this.power1 = scalar();
    this.power2 = scalar();
  }

  private Placeholder<TFloat32> scalar() {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  /** Adds the update of one weight by its gradient. */
  void update(Variable weight, Operand<TFloat32> gradient) {
    if (optimizer instanceof Optimizer.Adam adam) {
      Variable mean = slots.add(weight.name() + "/Adam/m", weight.shape());
      Variable square = slots.add(weight.name() + "/Adam/v", weight.shape());
      updates.add(
          ResourceApplyAdam.create(
              tf.scope(),
              weight.handle(),
              mean.handle(),
              square.handle(),
              power1,
              power2,
              rate,
              tf.constant((float) adam.beta1()),
              tf.constant((float) adam.beta2()),
              tf.constant((float) adam.epsilon()),
              gradient));
    } else if (optimizer instanceof Optimizer.Sgd sgd && sgd.momentum() > 0) {
      Variable velocity = slots.add(weight.name() + "/SGD/momentum", weight.shape());
      updates.add(
          ResourceApplyKerasMomentum.create(
              tf.scope(),
              weight.handle(),
              velocity.handle(),
              rate,
              gradient,
              tf.constant((float) sgd.momentum()),
              ResourceApplyKerasMomentum.useNesterov(sgd.nesterov())));
    } else {
      updates.add(ResourceApplyGradientDescent.create(tf.scope(), weight.handle(), rate, gradient));
    }
  }

  /** Slots begin at 0. */
  Map<String, float[]> initialSlots() {
    Map<String, float[]> zeros = new LinkedHashMap<>();
    for (Variable slot : slots.list()) {
      zeros.put(slot.name(), new float[Math.toIntExact(slot.shape().size())]);
    }
    return zeros;
  }

  /** Adds the updates and what they need to a step; {@code step} counts from 1. */
  Feeds addTo(Session.Runner runner, long step) {
    updates.forEach(runner::addTarget);
    Feeds feeds = new Feeds();
    feeds.feed(runner, rate, learningRate);
    if (optimizer instanceof Optimizer.Adam adam) {
      feeds.feed(runner, power1, Math.pow(adam.beta1(), step));
      feeds.feed(runner, power2, Math.pow(adam.beta2(), step));
    }
    return feeds;
  }

  /** The fed scalars of a step; close it after the step. */
  static final class Feeds implements AutoCloseable {
    private final List<TFloat32> tensors = new ArrayList<>();

    private void feed(Session.Runner runner, Placeholder<TFloat32> target, double value) {
      TFloat32 tensor = TFloat32.scalarOf((float) value);
      tensors.add(tensor);
      runner.feed(target, tensor);
    }

    @Override
    public void close() {
      tensors.forEach(TFloat32::close);
    }
  }
}
