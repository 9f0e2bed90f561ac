package io.millrace.transforms.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MomentsTest {
  @Test
  void noValuesGiveZeros() {
    Moments moments = new Moments();
    assertThat(moments.count()).isZero();
    assertThat(moments.mean()).isZero();
    assertThat(moments.standardDeviation()).isZero();
  }

  @Test
  void oneValueIsItsOwnMean() {
    Moments moments = new Moments();
    moments.add(28);
    assertThat(moments.mean()).isEqualTo(28);
    assertThat(moments.standardDeviation()).isZero();
  }

  @Test
  void deviationIsThatOfThePopulation() {
    Moments moments = new Moments();
    for (double value : new double[] {1, 2, 3, 4, 5, 1}) {
      moments.add(value);
    }
    // The figures of TFDV's own test of these values.
    assertThat(moments.mean()).isCloseTo(2.66666666, within(1e-8));
    assertThat(moments.standardDeviation()).isCloseTo(1.49071198, within(1e-8));
  }

  @Test
  void aLargeOffsetDoesNotSwallowTheDeviation() {
    Moments moments = new Moments();
    for (int i = 0; i < 1000; i++) {
      moments.add(1e9 + i % 2);
    }
    assertThat(moments.standardDeviation()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void repeatedValueEqualsManyAdditions() {
    Moments once = new Moments();
    once.add(3, 7);
    once.add(5, 2);
    Moments many = new Moments();
    for (int i = 0; i < 9; i++) {
      many.add(i < 7 ? 3 : 5);
    }
    assertThat(once.count()).isEqualTo(9);
    assertThat(once.mean()).isCloseTo(many.mean(), within(1e-12));
    assertThat(once.standardDeviation()).isCloseTo(many.standardDeviation(), within(1e-12));
  }

  @Property(tries = 200)
  void anyCutMergesToTheWhole(
      @ForAll @Size(max = 40) List<@DoubleRange(min = -1e6, max = 1e6) Double> values,
      @ForAll @Size(max = 40) List<@DoubleRange(min = -1e6, max = 1e6) Double> others) {
    Moments left = new Moments();
    Moments right = new Moments();
    Moments whole = new Moments();
    values.forEach(left::add);
    others.forEach(right::add);
    values.forEach(whole::add);
    others.forEach(whole::add);
    left.merge(right);
    assertThat(left.count()).isEqualTo(whole.count());
    assertThat(left.mean()).isCloseTo(whole.mean(), within(1e-6));
    assertThat(left.standardDeviation()).isCloseTo(whole.standardDeviation(), within(1e-5));
  }
}
