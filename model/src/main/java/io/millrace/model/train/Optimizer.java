package io.millrace.model.train;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;

/** How gradients change weights, with Keras's names and defaults. */
public sealed interface Optimizer {
  /**
   * Adam (Kingma and Ba, 2014), as Keras computes it: {@code m = b1 m + (1 - b1) g}, {@code v = b2
   * v + (1 - b2) g^2}, {@code w -= rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon)}.
   */
  @Doc("Adam.")
  record Adam(
      @Doc("Decay of the mean of gradients.") @Name("beta_1") @Default("0.9") double beta1,
      @Doc("Decay of the mean of squared gradients.") @Name("beta_2") @Default("0.999")
          double beta2,
      @Doc("Keeps the division finite.") @Default("1e-7") double epsilon)
      implements Optimizer {
    public Adam {
      requireDecay("beta_1", beta1);
      requireDecay("beta_2", beta2);
      if (!(epsilon > 0)) {
        throw MillraceException.usage("epsilon: " + epsilon + " (expected: > 0)");
      }
    }

    /** With Keras's defaults. */
    public static Adam defaults() {
      return new Adam(0.9, 0.999, 1e-7);
    }
  }

  /**
   * Gradient descent; with momentum {@code v = momentum v - rate g}, {@code w += v}.
   *
   * @param nesterov {@code w += momentum v - rate g} instead
   */
  @Doc("Stochastic gradient descent.")
  @Name("SGD")
  record Sgd(
      @Doc("Share of the last step that is kept, from 0 to below 1.") @Default("0") double momentum,
      @Doc("Nesterov's momentum.") @Default("false") boolean nesterov)
      implements Optimizer {
    public Sgd {
      requireDecay("momentum", momentum);
    }
  }

  private static void requireDecay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw MillraceException.usage(name + ": " + value + " (expected: >= 0 and < 1)");
    }
  }
}
