package io.millrace.transforms.validation;

import java.util.Locale;

/** The distances of two distributions that are reported. */
enum Measure {
  /** The largest difference of the shares of one value, in [0, 1]. */
  L_INFTY("L-infinity distance"),
  /** The largest difference of counts, divided by the total of both sides, in [0, 1]. */
  NORMALIZED_ABSOLUTE_DIFFERENCE("normalized absolute difference"),
  /** To base 2, in [0, 1]. */
  JENSEN_SHANNON_DIVERGENCE("Jensen-Shannon divergence"),
  /**
   * {@code sum((p - q) ln(p / q))} over the values of strings, or over the deciles of the control's
   * numbers; shares below 0.0001 count as 0.0001.
   */
  POPULATION_STABILITY_INDEX("population stability index"),
  /** The largest difference of the two cumulative distributions, in [0, 1]. */
  KOLMOGOROV_SMIRNOV("Kolmogorov-Smirnov distance"),
  /** The area between the two cumulative distributions of the finite values, in their unit. */
  WASSERSTEIN("Wasserstein distance"),
  /** {@link #WASSERSTEIN} divided by the standard deviation of the control. */
  NORMALIZED_WASSERSTEIN("normalized Wasserstein distance");

  private final String words;

  Measure(String words) {
    this.words = words;
  }

  /** As messages name it. */
  String words() {
    return words;
  }

  /** As options and files name it. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
