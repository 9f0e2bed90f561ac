package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.Histogram;

class DistancesTest {
  @Test
  void figuresAreThoseOfTfdv() {
    // Asked of tensorflow_data_validation 1.16.1.
    Map<String, Double> first = Map.of("x", 5.0, "y", 5.0);
    Map<String, Double> second = Map.of("x", 8.0, "y", 1.0, "z", 1.0);
    assertThat(Distances.infinity(first, second).value()).isCloseTo(0.4, within(1e-12));
    assertThat(Distances.infinity(first, second).where()).isEqualTo("y");
    assertThat(divergence(first, second)).isCloseTo(0.18018948043562444, within(1e-12));
    assertThat(divergence(histogram(0, 5, 5, 5, 10, 5), histogram(0, 5, 9, 5, 10, 1)))
        .isCloseTo(0.1467931024360521, within(1e-12));
  }

  @Test
  void amongEqualDifferencesTheLastValueIsNamed() {
    assertThat(Distances.infinity(Map.of("a", 1.0), Map.of("b", 1.0)).where()).isEqualTo("b");
  }

  @Test
  void disjointDistributionsAreOneApart() {
    assertThat(Distances.infinity(Map.of("a", 3.0), Map.of("b", 9.0)).value()).isEqualTo(1);
    assertThat(divergence(Map.of("a", 3.0), Map.of("b", 9.0))).isEqualTo(1);
    assertThat(divergence(histogram(0, 1, 4), histogram(2, 3, 4))).isEqualTo(1);
  }

  @Test
  void unequalBucketsAreCutAtAllBoundaries() {
    assertThat(divergence(histogram(0, 10, 10), histogram(0, 4, 4, 4, 10, 6)))
        .isCloseTo(0, within(1e-12));
  }

  @Test
  void equalPointsAgreeAndNanNeverDoes() {
    assertThat(divergence(histogram(3, 3, 7), histogram(3, 3, 9))).isZero();
    Histogram nan = Histogram.newBuilder().setNumNan(5).build();
    assertThat(divergence(nan, nan)).isEqualTo(1);
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(divergence(histogram(infinity, infinity, 2), histogram(infinity, infinity, 2)))
        .isEqualTo(1);
  }

  @Test
  void veryWideBucketsDoNotOverflow() {
    double huge = Double.MAX_VALUE;
    assertThat(divergence(histogram(-huge, huge, 10), histogram(-huge, 0, 5, 0, huge, 5)))
        .isCloseTo(0, within(1e-12));
  }

  @Property
  void symmetricBoundedAndZeroForEqual(
      @ForAll @Size(max = 8) Map<String, @DoubleRange(min = 0.5, max = 1e6) Double> first,
      @ForAll @Size(max = 8) Map<String, @DoubleRange(min = 0.5, max = 1e6) Double> second) {
    double divergence = divergence(first, second);
    assertThat(divergence).isBetween(0.0, 1.0).isCloseTo(divergence(second, first), within(1e-12));
    assertThat(Distances.infinity(first, second).value()).isBetween(0.0, 1.0);
    assertThat(divergence(first, first)).isCloseTo(0, within(1e-12));
    assertThat(Distances.infinity(first, first).value()).isZero();
  }

  private static Histogram histogram(double... lowHighCount) {
    Histogram.Builder histogram = Histogram.newBuilder();
    for (int i = 0; i < lowHighCount.length; i += 3) {
      histogram
          .addBucketsBuilder()
          .setLowValue(lowHighCount[i])
          .setHighValue(lowHighCount[i + 1])
          .setSampleCount(lowHighCount[i + 2]);
    }
    return histogram.build();
  }

  private static double divergence(Map<String, Double> first, Map<String, Double> second) {
    return Distances.jensenShannon(first, second).orElse(0);
  }

  private static double divergence(Histogram first, Histogram second) {
    return Distances.jensenShannon(first, second).orElseThrow();
  }
}
