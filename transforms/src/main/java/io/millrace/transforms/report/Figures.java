package io.millrace.transforms.report;

import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.NumericStatistics;

/** The figures of a feature that stand in a line; those that it does not have are empty. */
record Figures(
    OptionalDouble missingShare,
    OptionalDouble zeroShare,
    OptionalDouble distinct,
    OptionalDouble mean,
    OptionalDouble stdDev,
    OptionalDouble min,
    OptionalDouble median,
    OptionalDouble max) {
  static Figures of(FeatureCell cell) {
    OptionalDouble missing =
        cell.common()
            .map(c -> share(c.getNumMissing(), c.getNumMissing() + c.getNumNonMissing()))
            .orElse(OptionalDouble.empty());
    return new Figures(
        missing,
        number(cell, Figures::zeros),
        cell.statistics().map(Figures::distinct).orElse(OptionalDouble.empty()),
        number(cell, NumericStatistics::getMean),
        number(cell, NumericStatistics::getStdDev),
        number(cell, NumericStatistics::getMin),
        number(cell, NumericStatistics::getMedian),
        number(cell, NumericStatistics::getMax));
  }

  private static OptionalDouble number(FeatureCell cell, ToDoubleFunction<NumericStatistics> of) {
    return cell.statistics()
        .filter(FeatureNameStatistics::hasNumStats)
        .map(FeatureNameStatistics::getNumStats)
        .filter(n -> n.getHistogramsCount() > 0 || n.getCommonStats().getTotNumValues() > 0)
        .map(n -> OptionalDouble.of(of.applyAsDouble(n)))
        .orElse(OptionalDouble.empty());
  }

  private static double zeros(NumericStatistics numbers) {
    CommonStatistics common = numbers.getCommonStats();
    long values =
        common.getTotNumValues() > 0 ? common.getTotNumValues() : common.getNumNonMissing();
    return share(numbers.getNumZeros(), values).orElse(0);
  }

  private static OptionalDouble distinct(FeatureNameStatistics feature) {
    if (feature.hasStringStats()) {
      return OptionalDouble.of((double) feature.getStringStats().getUnique());
    }
    return FeatureJson.valueCounts(feature.getCustomStatsList())
        .map(counts -> OptionalDouble.of(counts.getBucketsCount()))
        .orElse(OptionalDouble.empty());
  }

  private static OptionalDouble share(long part, long whole) {
    return whole > 0 ? OptionalDouble.of((double) part / whole) : OptionalDouble.empty();
  }
}
