package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.transforms.statistics.sketch.NumberDistribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.Histogram;

class NumberDistancesTest {
  @Test
  void figuresAreThoseOfScipy() {
    // scipy.stats.ks_2samp and wasserstein_distance of [1, 2, 2, 3, 8] and [2, 3, 3, 5].
    NumberDistances distances = of(new int[] {1, 2, 2, 3, 8}, new int[] {2, 3, 3, 5});
    assertThat(distances.kolmogorovSmirnov().value()).isCloseTo(0.35, within(1e-12));
    assertThat(distances.wasserstein().orElseThrow().value()).isCloseTo(1.25, within(1e-12));
    assertThat(distances.wasserstein().orElseThrow().isExact()).isTrue();
  }

  @Test
  void equalDistributionsLieNowhereApart() {
    NumberDistances distances = of(new int[] {1, 2, 2, 3}, new int[] {1, 1, 2, 2, 2, 2, 3, 3});
    assertThat(distances.kolmogorovSmirnov()).isEqualTo(Bounded.exact(0));
    assertThat(distances.wasserstein().orElseThrow()).isEqualTo(Bounded.exact(0));
    assertThat(distances.stability()).isEqualTo(Bounded.exact(0));
  }

  @Test
  void aShiftIsItsLengthInWasserstein() {
    Histogram first = DriftCases.histogram(0, 0, 1, 5, 1, 2, 5);
    Histogram second = DriftCases.histogram(0, 3, 4, 50, 4, 5, 50);
    Bounded found =
        new NumberDistances(NumberShape.of(first, 0), NumberShape.of(second, 0))
            .wasserstein()
            .orElseThrow();
    assertThat(found.value()).isCloseTo(3, within(1e-12));
    assertThat(found.lower()).isCloseTo(2, within(1e-12));
    assertThat(found.upper()).isCloseTo(4, within(1e-12));
  }

  @Test
  void infinitiesCountInKolmogorovSmirnovAndNanOnlyInTheStabilityIndex() {
    double infinity = Double.POSITIVE_INFINITY;
    Histogram first = DriftCases.histogram(0, 0, 1, 5, infinity, infinity, 5);
    Histogram second = DriftCases.histogram(30, 0, 1, 10);
    NumberDistances distances =
        new NumberDistances(NumberShape.of(first, 0), NumberShape.of(second, 0));
    assertThat(distances.kolmogorovSmirnov().value()).isCloseTo(0.5, within(1e-12));
    assertThat(distances.wasserstein().orElseThrow().value()).isCloseTo(0, within(1e-12));
    assertThat(distances.stability().value()).isGreaterThan(1);
  }

  @Test
  void theStabilityIndexIsTakenOverTheDecilesOfTheControl() {
    int[] control = new int[100];
    Arrays.setAll(control, i -> i);
    int[] treatment = new int[100];
    Arrays.setAll(treatment, i -> i < 50 ? i : 5);
    // The bins hold 0.1 each in the control; 0.6 lie in the first of the treatment's five.
    double expected = (0.6 - 0.1) * Math.log(6) + 5 * (0.0001 - 0.1) * Math.log(0.0001 / 0.1);
    assertThat(of(treatment, control).stability().value()).isCloseTo(expected, within(1e-9));
  }

  @Property
  void boundsFromHistogramsHoldTheDistancesOfTheValues(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 99) Integer> firstValues,
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 99) Integer> secondValues) {
    int[] first = firstValues.stream().mapToInt(Integer::intValue).toArray();
    int[] second = secondValues.stream().mapToInt(Integer::intValue).toArray();
    NumberDistances exact = of(first, second);
    NumberDistances rough =
        new NumberDistances(
            NumberShape.of(bucketed(first, 7), 0), NumberShape.of(bucketed(second, 13), 0));
    Bounded kolmogorov = rough.kolmogorovSmirnov();
    assertThat(exact.kolmogorovSmirnov().value())
        .isBetween(kolmogorov.lower() - 1e-9, kolmogorov.upper() + 1e-9);
    Bounded wasserstein = rough.wasserstein().orElseThrow();
    assertThat(exact.wasserstein().orElseThrow().value())
        .isBetween(wasserstein.lower() - 1e-9, wasserstein.upper() + 1e-9);
    Bounded stability = rough.stability();
    assertThat(stabilityOver(rough.deciles(), first, second))
        .isBetween(stability.lower() - 1e-9, stability.upper() + 1e-9);
    assertThat(stability.value()).isBetween(stability.lower(), stability.upper());
  }

  @Property(tries = 100)
  void boundsFromSketchesHoldTheDistancesOfTheValues(
      @ForAll @IntRange(min = 0, max = 1_000_000) int seed,
      @ForAll @IntRange(min = 1000, max = 20_000) int count,
      @ForAll @DoubleRange(min = -1, max = 1) double shift) {
    Random random = new Random(seed);
    double[] first = random.doubles(count).map(x -> x * x + shift).toArray();
    double[] second = random.doubles(count / 2).toArray();
    NumberDistances exact = new NumberDistances(shape(first), shape(second));
    NumberDistances rough = new NumberDistances(sketched(first), sketched(second));
    Bounded kolmogorov = rough.kolmogorovSmirnov();
    assertThat(exact.kolmogorovSmirnov().value())
        .isBetween(kolmogorov.lower() - 1e-9, kolmogorov.upper() + 1e-9);
    Bounded stability = rough.stability();
    assertThat(stabilityOver(rough.deciles(), first, second))
        .isBetween(stability.lower() - 1e-9, stability.upper() + 1e-9);
  }

  /** The index of all values over bins that are given. */
  private static double stabilityOver(List<Double> ends, double[] first, double[] second) {
    double sum = 0;
    double start = Double.NEGATIVE_INFINITY;
    List<Double> all = new ArrayList<>(ends);
    all.add(Double.POSITIVE_INFINITY);
    for (double end : all) {
      sum += StabilityIndex.term(share(first, start, end), share(second, start, end));
      start = end;
    }
    return sum;
  }

  private static double stabilityOver(List<Double> ends, int[] first, int[] second) {
    return stabilityOver(
        ends,
        Arrays.stream(first).asDoubleStream().toArray(),
        Arrays.stream(second).asDoubleStream().toArray());
  }

  private static double share(double[] values, double above, double upTo) {
    return (double) Arrays.stream(values).filter(v -> v > above && v <= upTo).count()
        / values.length;
  }

  private static NumberShape shape(double[] values) {
    Map<Double, Double> counts = new TreeMap<>();
    Arrays.stream(values).forEach(v -> counts.merge(v, 1.0, Double::sum));
    return NumberShape.of(counts, 0, 0, 0, 0);
  }

  private static NumberShape sketched(double[] values) {
    NumberDistribution numbers = new NumberDistribution(false, false);
    Arrays.stream(values).forEach(numbers::addDouble);
    return Sketches.shape(numbers, 0, 0, 0);
  }

  private static NumberDistances of(int[] first, int[] second) {
    return new NumberDistances(shape(first), shape(second));
  }

  private static NumberShape shape(int[] values) {
    Map<Double, Double> counts = new TreeMap<>();
    Arrays.stream(values).forEach(v -> counts.merge((double) v, 1.0, Double::sum));
    return NumberShape.of(counts, 0, 0, 0, 0);
  }

  private static Histogram bucketed(int[] values, int width) {
    Map<Integer, Integer> counts = new TreeMap<>();
    Arrays.stream(values).forEach(v -> counts.merge(v / width, 1, Integer::sum));
    double[] buckets = new double[3 * counts.size()];
    int at = 0;
    for (Map.Entry<Integer, Integer> bucket : counts.entrySet()) {
      buckets[at++] = bucket.getKey() * width;
      buckets[at++] = (bucket.getKey() + 1) * width;
      buckets[at++] = bucket.getValue();
    }
    return DriftCases.histogram(0, buckets);
  }
}
