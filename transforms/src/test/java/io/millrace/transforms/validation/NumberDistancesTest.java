package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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
    assertThat(distances.stability()).isZero();
  }

  @Test
  void aShiftIsItsLengthInWasserstein() {
    Histogram first = DriftCases.histogram(0, 0, 1, 5, 1, 2, 5);
    Histogram second = DriftCases.histogram(0, 3, 4, 50, 4, 5, 50);
    Bounded found =
        new NumberDistances(NumberShape.of(first), NumberShape.of(second))
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
    NumberDistances distances = new NumberDistances(NumberShape.of(first), NumberShape.of(second));
    assertThat(distances.kolmogorovSmirnov().value()).isCloseTo(0.5, within(1e-12));
    assertThat(distances.wasserstein().orElseThrow().value()).isCloseTo(0, within(1e-12));
    assertThat(distances.stability()).isGreaterThan(1);
  }

  @Test
  void theStabilityIndexIsTakenOverTheDecilesOfTheControl() {
    int[] control = new int[100];
    Arrays.setAll(control, i -> i);
    int[] treatment = new int[100];
    Arrays.setAll(treatment, i -> i < 50 ? i : 5);
    // The bins hold 0.1 each in the control; 0.6 lie in the first of the treatment's five.
    double expected = (0.6 - 0.1) * Math.log(6) + 5 * (0.0001 - 0.1) * Math.log(0.0001 / 0.1);
    assertThat(of(treatment, control).stability()).isCloseTo(expected, within(1e-9));
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
            NumberShape.of(bucketed(first, 7)), NumberShape.of(bucketed(second, 13)));
    Bounded kolmogorov = rough.kolmogorovSmirnov();
    assertThat(exact.kolmogorovSmirnov().value())
        .isBetween(kolmogorov.lower() - 1e-9, kolmogorov.upper() + 1e-9);
    Bounded wasserstein = rough.wasserstein().orElseThrow();
    assertThat(exact.wasserstein().orElseThrow().value())
        .isBetween(wasserstein.lower() - 1e-9, wasserstein.upper() + 1e-9);
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
