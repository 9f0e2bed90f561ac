package io.millrace.transforms.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class QuantileSummaryTest {
  @Test
  void emptySummaryHasNoValues() {
    QuantileSummary summary = new QuantileSummary(8);
    assertThat(summary.ranked().isEmpty()).isTrue();
    assertThat(summary.rankErrorBound()).isZero();
  }

  @Test
  void fewValuesAreExact() {
    QuantileSummary summary = new QuantileSummary(8);
    for (double value : new double[] {3, 1, 2, 1}) {
      summary.add(value);
    }
    RankedValues ranked = summary.ranked();
    assertThat(ranked.values()).containsExactly(1, 2, 3);
    assertThat(ranked.cumulative()).containsExactly(2, 3, 4);
  }

  @Test
  void theBoundHoldsWhereTheFirstBufferIsJustFull() {
    QuantileSummary below = new QuantileSummary(8);
    QuantileSummary full = new QuantileSummary(8);
    for (int value = 0; value < 8; value++) {
      if (value < 7) {
        below.add(value);
      }
      full.add(value);
    }
    assertThat(below.rankErrorBound()).isZero();
    assertThat(below.ranked().values()).hasSize(7);
    assertThat(full.ranked().below(1)).isEqualTo(2);
    assertThat(full.rankErrorBound()).isEqualTo(1);
  }

  @Test
  void weightsAreKeptInFull() {
    QuantileSummary summary = new QuantileSummary(8);
    summary.add(5, 1_000_003);
    summary.add(7, 0);
    summary.add(6, 2);
    assertThat(summary.total()).isEqualTo(1_000_005);
    assertThat(summary.ranked().total()).isEqualTo(1_000_005);
    assertThat(summary.ranked().below(6)).isEqualTo(1_000_003);
  }

  @Test
  void oddCapacityIsRefused() {
    assertThatThrownBy(() -> new QuantileSummary(7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("k: 7 (expected: even and >= 2)");
  }

  @Test
  void sameStreamGivesTheSameSummary() {
    QuantileSummary first = new QuantileSummary(64);
    QuantileSummary second = new QuantileSummary(64);
    for (double value : new Random(3).doubles(10_000).toArray()) {
      first.add(value);
      second.add(value);
    }
    assertThat(first.ranked().values()).isEqualTo(second.ranked().values());
    assertThat(first.ranked().cumulative()).isEqualTo(second.ranked().cumulative());
  }

  @Property(tries = 60)
  void ranksStayWithinTheBoundForAnyOrderAndPartitioning(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20_000) int size,
      @ForAll @IntRange(min = 1, max = 9) int parts,
      @ForAll boolean sorted) {
    double[] values = new Random(seed).doubles(size).toArray();
    if (sorted) {
      Arrays.sort(values);
    }
    QuantileSummary merged = new QuantileSummary(64);
    for (int part = 0; part < parts; part++) {
      QuantileSummary one = new QuantileSummary(64);
      for (int i = part; i < size; i += parts) {
        one.add(values[i]);
      }
      merged.merge(one);
    }
    RankedValues ranked = merged.ranked();
    assertThat(ranked.total()).isEqualTo(size);
    Arrays.sort(values);
    long bound = merged.rankErrorBound();
    for (int i : List.of(0, size / 4, size / 2, size * 3 / 4, size - 1)) {
      assertThat(Math.abs(ranked.below(Math.nextUp(values[i])) - (i + 1)))
          .isLessThanOrEqualTo(bound);
    }
  }
}
