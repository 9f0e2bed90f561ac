package io.millrace.transforms.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DistinctSketchTest {
  @Test
  void nothingIsZero() {
    assertThat(new DistinctSketch(16).estimate()).isZero();
  }

  @Test
  void exactUpToK() {
    DistinctSketch sketch = new DistinctSketch(1000);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 1000; i++) {
        sketch.add(Hashes.mix(i));
      }
    }
    assertThat(sketch.estimate()).isEqualTo(1000);
  }

  @Test
  void extremeHashesCount() {
    DistinctSketch sketch = new DistinctSketch(16);
    sketch.add(0);
    sketch.add(-1);
    sketch.add(Long.MIN_VALUE);
    sketch.add(Long.MAX_VALUE);
    assertThat(sketch.estimate()).isEqualTo(4);
  }

  @Test
  void manyAreWithinFiveStandardErrors() {
    DistinctSketch sketch = new DistinctSketch(DistinctSketch.DEFAULT_K);
    int distinct = 300_000;
    for (int i = 0; i < distinct; i++) {
      sketch.add(Hashes.mix(i));
    }
    double standardError = distinct / Math.sqrt(DistinctSketch.DEFAULT_K - 2.0);
    assertThat((double) sketch.estimate()).isCloseTo(distinct, within(5 * standardError));
  }

  @Property(tries = 100)
  void estimateDependsOnlyOnTheSet(
      @ForAll @IntRange(min = 0, max = 300) int distinct,
      @ForAll @IntRange(min = 1, max = 7) int parts) {
    DistinctSketch whole = new DistinctSketch(64);
    for (int i = 0; i < distinct; i++) {
      whole.add(Hashes.mix(i));
    }
    DistinctSketch merged = new DistinctSketch(64);
    for (int part = parts - 1; part >= 0; part--) {
      DistinctSketch one = new DistinctSketch(64);
      for (int i = distinct - 1; i >= 0; i--) {
        if (i % parts == part || i % 5 == 0) {
          one.add(Hashes.mix(i));
        }
      }
      merged.merge(one);
    }
    assertThat(merged.estimate()).isEqualTo(whole.estimate());
  }
}
