package io.millrace.model.layers;

import java.util.Random;

/**
 * How weights begin, with Keras's formulas. Values depend on the seed and the position of the
 * weight alone, so every backend begins with the same.
 */
public enum Initializer {
  /** All 0. */
  ZEROS,
  /** All 1. */
  ONES,
  /** Uniform within {@code sqrt(6 / (fan in + fan out))} of 0. */
  GLOROT_UNIFORM,
  /** Normal, deviation {@code sqrt(2 / (fan in + fan out))}, cut at two deviations. */
  GLOROT_NORMAL,
  /** Uniform within {@code sqrt(6 / fan in)} of 0. */
  HE_UNIFORM,
  /** Normal, deviation {@code sqrt(2 / fan in)}, cut at two deviations. */
  HE_NORMAL,
  /** Normal, deviation {@code sqrt(1 / fan in)}, cut at two deviations. */
  LECUN_NORMAL,
  /** Normal, deviation 0.05. */
  RANDOM_NORMAL,
  /** Uniform within 0.05 of 0. */
  RANDOM_UNIFORM;

  /** The deviation of a standard normal cut at two deviations; Keras divides by it. */
  private static final double TRUNCATED_DEVIATION = 0.87962566103423978;

  /** The initial values of a weight, row-major. */
  float[] values(WeightSpec weight, Random random) {
    float[] values = new float[weight.size()];
    double in = weight.fanIn();
    double out = weight.fanOut();
    switch (this) {
      case ZEROS -> {}
      case ONES -> java.util.Arrays.fill(values, 1f);
      case GLOROT_UNIFORM -> uniform(values, Math.sqrt(6 / (in + out)), random);
      case HE_UNIFORM -> uniform(values, Math.sqrt(6 / in), random);
      case RANDOM_UNIFORM -> uniform(values, 0.05, random);
      case GLOROT_NORMAL -> truncated(values, Math.sqrt(2 / (in + out)), random);
      case HE_NORMAL -> truncated(values, Math.sqrt(2 / in), random);
      case LECUN_NORMAL -> truncated(values, Math.sqrt(1 / in), random);
      case RANDOM_NORMAL -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (0.05 * random.nextGaussian());
        }
      }
    }
    return values;
  }

  private static void uniform(float[] values, double limit, Random random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * limit);
    }
  }

  private static void truncated(float[] values, double deviation, Random random) {
    for (int i = 0; i < values.length; i++) {
      double z;
      do {
        z = random.nextGaussian();
      } while (Math.abs(z) > 2);
      values[i] = (float) (z * deviation / TRUNCATED_DEVIATION);
    }
  }
}
