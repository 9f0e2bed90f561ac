package io.millrace.transforms.statistics.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctCounterTest {
  @Test
  void nothingIsZero() {
    assertThat(new DistinctCounter().estimate()).isZero();
  }

  @Test
  void exactUpToTheLimit() {
    DistinctCounter counter = new DistinctCounter();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < DistinctCounter.EXACT_LIMIT; i++) {
        counter.add(Hashes.mix(i));
      }
    }
    assertThat(counter.estimate()).isEqualTo(DistinctCounter.EXACT_LIMIT);
    assertThat(counter.isExact()).isTrue();
  }

  @Test
  void extremeHashesCount() {
    DistinctCounter counter = new DistinctCounter();
    counter.add(0);
    counter.add(0);
    counter.add(-1);
    counter.add(Long.MIN_VALUE);
    counter.add(Long.MAX_VALUE);
    assertThat(counter.estimate()).isEqualTo(4);
    assertThat(copy(counter).estimate()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {2049, 3000, 10_000, 60_000, 300_000, 3_000_000})
  void manyAreWithinFiveStandardErrors(int distinct) {
    DistinctCounter counter = new DistinctCounter();
    for (int i = 0; i < distinct; i++) {
      counter.add(Hashes.mix(i));
    }
    assertThat((double) counter.estimate())
        .isCloseTo(distinct, within(5 * distinct * DistinctCounter.STANDARD_ERROR));
  }

  @Property(tries = 60)
  void estimateDependsOnlyOnTheSet(
      @ForAll @IntRange(min = 0, max = 6000) int distinct,
      @ForAll @IntRange(min = 1, max = 7) int parts) {
    DistinctCounter whole = new DistinctCounter();
    for (int i = 0; i < distinct; i++) {
      whole.add(Hashes.mix(i));
    }
    DistinctCounter merged = new DistinctCounter();
    for (int part = parts - 1; part >= 0; part--) {
      DistinctCounter one = new DistinctCounter();
      for (int i = distinct - 1; i >= 0; i--) {
        if (i % parts == part || i % 5 == 0) {
          one.add(Hashes.mix(i));
        }
      }
      merged.merge(part % 2 == 0 ? copy(one) : one);
    }
    assertThat(merged.estimate()).isEqualTo(whole.estimate());
    assertThat(merged.isExact()).isEqualTo(distinct <= DistinctCounter.EXACT_LIMIT);
  }

  private static DistinctCounter copy(DistinctCounter counter) {
    StateOutput out = new StateOutput();
    counter.write(out);
    return DistinctCounter.read(new StateInput(out.toByteArray()));
  }
}
