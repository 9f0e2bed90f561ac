package io.millrace.transforms.statistics.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MomentsTest {
  // Enough to read any double: with some shorter texts the JDK is off by two units.
  private static final MathContext DIGITS = new MathContext(400);

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
    moments.add(28L);
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
      moments.add(1e15 + i % 2);
    }
    assertThat(moments.standardDeviation()).isEqualTo(0.5);
  }

  @Test
  void extremesOfLongsAndDoublesDoNotOverflow() {
    Moments longs = new Moments();
    longs.add(Long.MIN_VALUE);
    longs.add(Long.MAX_VALUE);
    assertThat(longs.mean()).isEqualTo(-0.5);
    assertThat(longs.standardDeviation()).isEqualTo(0x1p63);
    Moments doubles = new Moments();
    for (int i = 0; i < 300; i++) {
      doubles.add(Double.MAX_VALUE);
      doubles.add(Double.MIN_VALUE);
    }
    assertThat(doubles.mean()).isEqualTo(Double.MAX_VALUE / 2);
  }

  // Values by seed: a failing list of numbers takes minutes to shrink.
  @Property(tries = 200)
  void doublesAreAsExactAsBigDecimals(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int count) {
    Moments moments = new Moments();
    List<Double> values = doubles(new Random(seed), count);
    values.forEach(moments::add);
    check(moments, values.stream().map(BigDecimal::new).toList());
  }

  @Property(tries = 200)
  void floatsAreAsExactAsBigDecimals(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int count) {
    Random random = new Random(seed);
    Moments moments = new Moments();
    List<BigDecimal> values = new ArrayList<>();
    while (values.size() < count) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value)) {
        moments.add(value);
        values.add(new BigDecimal(value));
      }
    }
    check(moments, values);
  }

  @Property(tries = 200)
  void longsAreAsExactAsBigDecimals(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int count) {
    Random random = new Random(seed);
    Moments moments = new Moments();
    List<BigDecimal> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      moments.add(value);
      values.add(new BigDecimal(value));
    }
    check(moments, values);
  }

  @Property(tries = 100)
  void anyOrderAndPartitioningGivesTheSameBits(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 300) int count,
      @ForAll @IntRange(min = 1, max = 5) int parts) {
    List<Double> values = doubles(new Random(seed), count);
    Moments whole = new Moments();
    values.forEach(whole::add);
    Collections.shuffle(values, new Random(seed));
    Moments merged = new Moments();
    for (int part = 0; part < parts; part++) {
      Moments one = new Moments();
      for (int i = part; i < values.size(); i += parts) {
        one.add(values.get(i));
      }
      merged.merge(part % 2 == 0 ? copy(one) : one);
    }
    assertThat(merged.count()).isEqualTo(whole.count());
    assertThat(merged.mean()).isEqualTo(whole.mean());
    assertThat(merged.standardDeviation()).isEqualTo(whole.standardDeviation());
  }

  /** Of all sizes, or near one another. */
  private static List<Double> doubles(Random random, int count) {
    boolean near = random.nextBoolean();
    List<Double> values = new ArrayList<>();
    while (values.size() < count) {
      double value =
          near ? 1e9 + random.nextGaussian() : Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        values.add(value);
      }
    }
    return values;
  }

  private static void check(Moments moments, List<BigDecimal> values) {
    BigDecimal n = BigDecimal.valueOf(values.size());
    BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal squares =
        values.stream().map(v -> v.multiply(v)).reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal variance = n.multiply(squares).subtract(sum.pow(2)).divide(n.pow(2), DIGITS);
    assertThat(moments.mean()).isEqualTo(sum.divide(n, DIGITS).doubleValue());
    assertThat(moments.standardDeviation()).isEqualTo(variance.sqrt(DIGITS).doubleValue());
  }

  private static Moments copy(Moments moments) {
    StateOutput out = new StateOutput();
    moments.write(out);
    return Moments.read(new StateInput(out.toByteArray()));
  }
}
