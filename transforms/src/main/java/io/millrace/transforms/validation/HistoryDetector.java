package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.util.Optional;

/**
 * Judges a value by those of earlier runs. The detectors and their defaults are those of deequ;
 * where theirs take the value that is judged into the mean that it is judged by, these do not.
 */
public sealed interface HistoryDetector {
  /**
   * The values that are no outliers.
   *
   * @param lower inclusive
   * @param upper inclusive
   */
  record Band(double lower, double upper) {
    /** NaN is always outside. */
    boolean holds(double value) {
      return value >= lower && value <= upper;
    }
  }

  /** How many earlier values are needed at least. */
  int least();

  /** What a value may be after these, the oldest first, which are at least {@link #least()}. */
  Band band(double[] history);

  /**
   * Fixed bounds: {@code lower <= x <= upper}. Needs no history.
   *
   * @param lower the least
   * @param upper the most
   */
  record SimpleThreshold(
      @Doc("The least value.") Optional<Double> lower,
      @Doc("The largest value.") Optional<Double> upper)
      implements HistoryDetector {
    @Override
    public int least() {
      return 0;
    }

    @Override
    public Band band(double[] history) {
      return new Band(
          lower.orElse(Double.NEGATIVE_INFINITY), upper.orElse(Double.POSITIVE_INFINITY));
    }
  }

  /**
   * The difference from earlier values, taken {@code order} times: {@code d1(t) = x(t) - x(t-1)},
   * {@code dk(t) = d(k-1)(t) - d(k-1)(t-1)}.
   */
  record AbsoluteChange(
      @Doc("The least change, negative for a decrease.") Optional<Double> lower,
      @Doc("The largest change.") Optional<Double> upper,
      @Doc("How often differences are taken.") @Default("1") int order)
      implements HistoryDetector {
    /** Checks the order; throws {@link MillraceException} (usage). */
    public AbsoluteChange {
      checkOrder(order);
    }

    @Override
    public int least() {
      return order;
    }

    @Override
    public Band band(double[] history) {
      // The k-th difference is x(t) plus what earlier values make of it.
      double earlier = 0;
      double binomial = 1;
      for (int k = 1; k <= order; k++) {
        binomial = -binomial * (order - k + 1) / k;
        earlier += binomial * history[history.length - k];
      }
      return new Band(
          lower.map(HistoryDetector::plain).orElse(Double.NEGATIVE_INFINITY) - earlier,
          upper.map(HistoryDetector::plain).orElse(Double.POSITIVE_INFINITY) - earlier);
    }
  }

  /** The quotient of the value and that of {@code order} runs before: {@code x(t) / x(t-order)}. */
  record RelativeRateOfChange(
      @Doc("The least quotient, such as 0.5.") Optional<Double> lower,
      @Doc("The largest quotient, such as 2.") Optional<Double> upper,
      @Doc("How many runs back the value is compared with.") @Default("1") int order)
      implements HistoryDetector {
    /** Checks the order; throws {@link MillraceException} (usage). */
    public RelativeRateOfChange {
      checkOrder(order);
    }

    @Override
    public int least() {
      return order;
    }

    @Override
    public Band band(double[] history) {
      double before = history[history.length - order];
      double first = bound(lower, before, Double.NEGATIVE_INFINITY);
      double second = bound(upper, before, Double.POSITIVE_INFINITY);
      return new Band(Math.min(first, second), Math.max(first, second));
    }

    private static double bound(Optional<Double> quotient, double before, double none) {
      return quotient.isPresent() ? quotient.get() * before : before < 0 ? -none : none;
    }
  }

  /**
   * The running mean and deviation of all earlier values, {@code m(t) = m(t-1) + (x - m(t-1)) / t},
   * {@code S(t) = S(t-1) + (x - m(t-1)) (x - m(t))}, deviation {@code sqrt(S / t)}: {@code m -
   * lower s <= x <= m + upper s}. Earlier outliers are left out, but for the first part of the
   * history.
   */
  record OnlineNormal(
      @Doc("Deviations below the mean.") @Default("3") double lower,
      @Doc("Deviations above the mean.") @Default("3") double upper,
      @Doc("Share of the history at its start in which nothing is taken for an outlier.")
          @Default("0.1")
          double ignoreStart,
      @Doc("Whether earlier outliers are left out.") @Default("true") boolean ignoreAnomalies,
      @Doc("Earlier runs that are needed.") @Default("5") int minRuns)
      implements HistoryDetector {
    @Override
    public int least() {
      return Math.max(2, minRuns);
    }

    @Override
    public Band band(double[] history) {
      // A mean of fewer than two values says nothing about others.
      int skipped = Math.max(2, (int) Math.ceil(history.length * ignoreStart));
      long count = 0;
      double mean = 0;
      double squares = 0;
      for (int i = 0; i < history.length; i++) {
        double deviation = count == 0 ? 0 : Math.sqrt(squares / count);
        boolean inside =
            history[i] >= mean - lower * deviation && history[i] <= mean + upper * deviation;
        if (i >= skipped && ignoreAnomalies && !inside) {
          continue;
        }
        count++;
        double before = mean;
        mean += (history[i] - mean) / count;
        squares += (history[i] - before) * (history[i] - mean);
      }
      double deviation = Math.sqrt(squares / count);
      return new Band(mean - lower * deviation, mean + upper * deviation);
    }
  }

  /** The mean and the deviation (of the population) of all earlier values. */
  record BatchNormal(
      @Doc("Deviations below the mean.") @Default("3") double lower,
      @Doc("Deviations above the mean.") @Default("3") double upper,
      @Doc("Earlier runs that are needed.") @Default("5") int minRuns)
      implements HistoryDetector {
    @Override
    public int least() {
      return Math.max(2, minRuns);
    }

    @Override
    public Band band(double[] history) {
      return new OnlineNormal(lower, upper, 0, false, minRuns).band(history);
    }
  }

  /** Level, trend and season: see {@link HoltWintersFit}. */
  record HoltWinters(
      @Doc("Runs in a season, such as 7 for daily runs of a weekly pattern.") int period,
      @Doc("Deviations of the residuals on either side; 1.96 is 95 % of a normal distribution.")
          @Default("1.96")
          double deviations)
      implements HistoryDetector {
    /** Checks the period; throws {@link MillraceException} (usage). */
    public HoltWinters {
      if (period < 2) {
        throw MillraceException.usage("period: " + period + " (expected: >= 2)");
      }
    }

    @Override
    public int least() {
      return 2 * period;
    }

    @Override
    public Band band(double[] history) {
      HoltWintersFit fit = HoltWintersFit.of(history, period);
      double width = deviations * fit.deviation();
      return new Band(fit.next() - width, fit.next() + width);
    }
  }

  private static double plain(Double value) {
    return value;
  }

  private static void checkOrder(int order) {
    if (order < 1) {
      throw MillraceException.usage("order: " + order + " (expected: >= 1)");
    }
  }
}
