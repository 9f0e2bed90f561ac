package io.millrace.transforms.statistics.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class QuantileSketchTest {
  @Test
  void emptySketchHasNoValues() {
    QuantileSketch sketch = QuantileSketch.ofCounts(64);
    assertThat(sketch.ranked().isEmpty()).isTrue();
    assertThat(sketch.rankError(0.99)).isZero();
    assertThat(copy(sketch).total()).isZero();
  }

  @Test
  void fewValuesAreExact() {
    QuantileSketch sketch = QuantileSketch.ofCounts(64);
    for (double value : new double[] {3, 1, 2, 1, 0.0, -0.0}) {
      sketch.add(value);
    }
    RankedValues ranked = sketch.ranked();
    assertThat(ranked.values()).containsExactly(0, 1, 2, 3);
    assertThat(ranked.cumulative()).containsExactly(2, 4, 5, 6);
    assertThat(sketch.rankError(0.99)).isZero();
  }

  @Test
  void countsAreKeptInFull() {
    QuantileSketch sketch = QuantileSketch.ofCounts(64);
    sketch.add(5, 1_000_003);
    sketch.add(7, 0);
    sketch.add(6, 2);
    assertThat(sketch.total()).isEqualTo(1_000_005);
    assertThat(sketch.ranked().below(6)).isEqualTo(1_000_003);
  }

  @Test
  void smallSizesAreRefused() {
    assertThatThrownBy(() -> QuantileSketch.ofCounts(7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("k: 7 (expected: >= 64)");
  }

  @Test
  void sameStreamGivesTheSameSketch() {
    QuantileSketch first = QuantileSketch.ofCounts(64);
    QuantileSketch second = QuantileSketch.ofCounts(64);
    for (double value : new Random(3).doubles(10_000).toArray()) {
      first.add(value);
      second.add(value);
    }
    assertThat(first.ranked().values()).isEqualTo(second.ranked().values());
    assertThat(first.ranked().cumulative()).isEqualTo(second.ranked().cumulative());
  }

  @Test
  void aMillionValuesAreWithinTheStatedError() {
    QuantileSketch sketch = QuantileSketch.ofCounts(QuantileSketch.DEFAULT_K);
    double[] values = new Random(5).doubles(1_000_000).toArray();
    for (double value : values) {
      sketch.add(value);
    }
    assertThat(sketch.rankError(0.99)).isLessThan(0.005 * values.length);
    StateOutput out = new StateOutput();
    sketch.write(out);
    assertThat(out.size()).isLessThan(8 * 4 * QuantileSketch.DEFAULT_K);
  }

  @Property(tries = 100)
  void ranksStayWithinTheBoundForAnyOrderAndPartitioning(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20_000) int size,
      @ForAll @IntRange(min = 1, max = 9) int parts,
      @ForAll boolean sorted,
      @ForAll boolean rounded) {
    double[] values = new Random(seed).doubles(size).toArray();
    if (rounded) {
      values = Arrays.stream(values).map(v -> Math.rint(v * 1000)).toArray();
    }
    if (sorted) {
      Arrays.sort(values);
    }
    QuantileSketch merged = QuantileSketch.ofCounts(64);
    for (int part = 0; part < parts; part++) {
      QuantileSketch one = QuantileSketch.ofCounts(64);
      for (int i = part; i < size; i += parts) {
        one.add(values[i]);
      }
      merged.merge(part % 2 == 0 ? copy(one) : one);
    }
    RankedValues ranked = merged.ranked();
    assertThat(ranked.total()).isEqualTo(size);
    Arrays.sort(values);
    // So sure that a failure is a defect: one chance in 10^9 for each rank.
    double bound = merged.rankError(1 - 1e-9);
    for (int i : List.of(0, size / 4, size / 2, size * 3 / 4, size - 1)) {
      int below = 0;
      while (below < size && values[below] <= values[i]) {
        below++;
      }
      assertThat(Math.abs(ranked.below(Math.nextUp(values[i])) - below)).isLessThanOrEqualTo(bound);
    }
  }

  @Property(tries = 50)
  void weightedRanksStayWithinTheBound(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5_000) int size) {
    Random random = new Random(seed);
    QuantileSketch sketch = QuantileSketch.ofWeights(64);
    double[] values = new double[size];
    double[] weights = new double[size];
    double total = 0;
    for (int i = 0; i < size; i++) {
      values[i] = random.nextGaussian();
      weights[i] = random.nextDouble() * 10;
      total += weights[i];
      sketch.addWeighted(values[i], weights[i]);
    }
    QuantileSketch copy = copy(sketch);
    assertThat(copy.total()).isCloseTo(total, within(total / 256));
    double median = Histogram.weightedMedian(values, weights);
    double below = 0;
    for (int i = 0; i < size; i++) {
      below += values[i] <= median ? weights[i] : 0;
    }
    assertThat(copy.ranked().below(Math.nextUp(median)))
        .isCloseTo(below, within(copy.rankError(1 - 1e-9) + total / 256));
  }

  @Test
  void weightsThatAreNotPositiveHaveNoEffect() {
    QuantileSketch sketch = QuantileSketch.ofWeights(64);
    sketch.addWeighted(1, 0);
    sketch.addWeighted(1, -3);
    sketch.addWeighted(2, 1.5);
    assertThat(sketch.ranked().values()).containsExactly(2);
    assertThat(sketch.total()).isEqualTo(1.5);
  }

  /** An oracle by sorting. */
  private static final class Histogram {
    static double weightedMedian(double[] values, double[] weights) {
      Integer[] order = new Integer[values.length];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
      double half = Arrays.stream(weights).sum() / 2;
      double sum = 0;
      for (int i : order) {
        sum += weights[i];
        if (sum >= half) {
          return values[i];
        }
      }
      return values[order[order.length - 1]];
    }
  }

  private static QuantileSketch copy(QuantileSketch sketch) {
    StateOutput out = new StateOutput();
    sketch.write(out);
    return QuantileSketch.read(new StateInput(out.toByteArray()));
  }
}
