package io.millrace.model.layers;

/** The functions that Keras calls activations, with Keras's constants. */
public enum ActivationFunction {
  /** {@code x}. */
  LINEAR,
  /** {@code max(x, 0)}. */
  RELU,
  /** {@code min(max(x, 0), 6)}. */
  RELU6,
  /** {@code x} above 0, {@code 0.2 x} below. */
  LEAKY_RELU,
  /** {@code x} above 0, {@code exp(x) - 1} below. */
  ELU,
  /** {@code 1.0507 x} above 0, {@code 1.7581 (exp(x) - 1)} below. */
  SELU,
  /** {@code x (1 + erf(x / sqrt 2)) / 2}. */
  GELU,
  /** {@code x sigmoid(x)}. */
  SILU,
  /** {@code 1 / (1 + exp(-x))}. */
  SIGMOID,
  /** The hyperbolic tangent. */
  TANH,
  /** {@code log(1 + exp(x))}. */
  SOFTPLUS,
  /** {@code exp(x) / sum of exp} along the last axis. */
  SOFTMAX
}
