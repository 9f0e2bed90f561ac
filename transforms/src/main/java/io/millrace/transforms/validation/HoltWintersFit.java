package io.millrace.transforms.validation;

/**
 * Additive triple exponential smoothing, fitted to a series (Holt 1957, Winters 1960). With period
 * {@code m}:
 *
 * <pre>{@code
 * forecast(t) = l(t-1) + b(t-1) + s(t-m)
 * l(t) = alpha (x(t) - s(t-m)) + (1 - alpha) (l(t-1) + b(t-1))
 * b(t) = beta (l(t) - l(t-1)) + (1 - beta) b(t-1)
 * s(t) = gamma (x(t) - l(t-1) - b(t-1)) + (1 - gamma) s(t-m)
 * }</pre>
 *
 * <p>It starts with the mean of the first season as level, the difference of the means of the first
 * two seasons divided by {@code m} as trend, and the first season less the level as season. The
 * three weights, 0 to 1, are those of the least squared residuals: of a grid of steps of 0.1,
 * refined four times around its best point, so that the same series gives the same fit.
 *
 * @param next the forecast of the next value
 * @param deviation of the residuals from their mean
 */
record HoltWintersFit(double next, double deviation) {
  private static final int REFINEMENTS = 4;

  private record Weights(double alpha, double beta, double gamma) {}

  /** Fits a series of at least two seasons. */
  static HoltWintersFit of(double[] series, int period) {
    double step = 0.1;
    Weights best = search(series, period, new Weights(0.5, 0.5, 0.5), step, 5);
    for (int i = 0; i < REFINEMENTS; i++) {
      step /= 4;
      best = search(series, period, best, step, 4);
    }
    double[] residuals = new double[series.length];
    double next = smooth(series, period, best, residuals);
    return new HoltWintersFit(next, deviation(residuals));
  }

  private static Weights search(
      double[] series, int period, Weights around, double step, int reach) {
    Weights best = around;
    double least = squares(series, period, around);
    for (int a = -reach; a <= reach; a++) {
      for (int b = -reach; b <= reach; b++) {
        for (int c = -reach; c <= reach; c++) {
          Weights tried =
              new Weights(
                  clamp(around.alpha + a * step),
                  clamp(around.beta + b * step),
                  clamp(around.gamma + c * step));
          double found = squares(series, period, tried);
          if (found < least) {
            least = found;
            best = tried;
          }
        }
      }
    }
    return best;
  }

  private static double clamp(double weight) {
    return Math.max(0, Math.min(1, weight));
  }

  private static double squares(double[] series, int period, Weights weights) {
    double[] residuals = new double[series.length];
    smooth(series, period, weights, residuals);
    double sum = 0;
    for (double residual : residuals) {
      sum += residual * residual;
    }
    return sum;
  }

  /** Fills in the residuals and gives the forecast of the next value. */
  private static double smooth(double[] series, int period, Weights weights, double[] residuals) {
    double first = mean(series, 0, period);
    double level = first;
    double trend = (mean(series, period, 2 * period) - first) / period;
    double[] season = new double[period];
    for (int i = 0; i < period; i++) {
      season[i] = series[i] - first;
    }
    for (int t = 0; t < series.length; t++) {
      double expected = level + trend;
      double seasonal = season[t % period];
      residuals[t] = series[t] - expected - seasonal;
      double before = level;
      level = weights.alpha * (series[t] - seasonal) + (1 - weights.alpha) * expected;
      season[t % period] = weights.gamma * (series[t] - expected) + (1 - weights.gamma) * seasonal;
      trend = weights.beta * (level - before) + (1 - weights.beta) * trend;
    }
    return level + trend + season[series.length % period];
  }

  private static double mean(double[] series, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += series[i];
    }
    return sum / (to - from);
  }

  private static double deviation(double[] residuals) {
    double mean = mean(residuals, 0, residuals.length);
    double sum = 0;
    for (double residual : residuals) {
      sum += (residual - mean) * (residual - mean);
    }
    return Math.sqrt(sum / residuals.length);
  }
}
