package io.millrace.transforms.schema;

/** Bounds that hold with a probability of 95%. */
final class Bounds {
  private static final double ERROR = 0.05;

  /** The standard normal distribution lies below this with a probability of 95%. */
  private static final double Z = 1.6448536269514722;

  private Bounds() {}

  /**
   * The one-sided lower bound of a binomial share by Wilson's score interval (E. B. Wilson 1927):
   * {@code (p + z^2/2n - z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)}.
   *
   * @param hits of {@code trials}, which are above 0
   */
  static double share(double hits, double trials) {
    double p = hits / trials;
    double z2 = Z * Z;
    double spread = Z * Math.sqrt(p * (1 - p) / trials + z2 / (4 * trials * trials));
    return Math.max(0, (p + z2 / (2 * trials) - spread) / (1 + z2 / trials));
  }

  /**
   * The share of further values that lies between the least and the greatest of {@code count}
   * independent ones, by S. S. Wilks' tolerance limits (1941): the c with {@code n c^(n-1) - (n-1)
   * c^n = 0.05}.
   */
  static double between(double count) {
    if (count < 2) {
      return 0;
    }
    double low = 0;
    double high = 1;
    for (int i = 0; i < 100; i++) {
      double c = (low + high) / 2;
      double outside =
          count * Math.exp((count - 1) * Math.log(c)) - (count - 1) * Math.exp(count * Math.log(c));
      if (outside < ERROR) {
        low = c;
      } else {
        high = c;
      }
    }
    return low;
  }

  /** The share of further values above the least of {@code count}: {@code 0.05^(1/n)}. */
  static double above(double count) {
    return Math.pow(ERROR, 1 / count);
  }
}
