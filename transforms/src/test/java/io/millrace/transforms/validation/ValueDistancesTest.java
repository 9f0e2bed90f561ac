package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.transforms.statistics.sketch.FrequentItems;
import io.millrace.transforms.statistics.sketch.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ValueDistancesTest {
  @Test
  void valuesThatAreNotListedWidenTheBounds() {
    ListedValues first = new ListedValues(Map.of("a", 60.0, "b", 20.0), 100, 12, 0);
    ListedValues second = new ListedValues(Map.of("a", 50.0, "b", 50.0), 100, 2, 0);
    assertThat(first.tail()).isEqualTo(0.2);
    assertThat(first.unlisted()).isEqualTo(10);
    ValueDistances distances = new ValueDistances(first, second);
    // TFDV divides by what is listed: 0.75 and 0.25 against a half each.
    assertThat(distances.infinity().value()).isEqualTo(0.25);
    assertThat(distances.infinity().lower()).isEqualTo(0.3);
    assertThat(distances.infinity().upper()).isEqualTo(0.3);
  }

  @Test
  void completeListsAreExact() {
    ListedValues first = new ListedValues(Map.of("a", 6.0, "b", 4.0), 10, 2, 0);
    ValueDistances distances = new ValueDistances(first, first);
    assertThat(distances.infinity()).isEqualTo(Bounded.exact(0));
    assertThat(distances.jensenShannon()).isEqualTo(Bounded.exact(0));
    assertThat(distances.stability()).isEqualTo(Bounded.exact(0));
  }

  @Property
  void boundsHoldTheDistancesOfAllValues(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 50) Integer> first,
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 50) Integer> second,
      @ForAll @IntRange(min = 1, max = 12) int listed) {
    ListedValues all = of(first, 12);
    ListedValues others = of(second, 12);
    ValueDistances exact = new ValueDistances(all, others);
    ValueDistances rough = new ValueDistances(of(first, listed), of(second, listed));
    assertWithin(rough.infinity(), exact.infinity().value());
    assertWithin(rough.normalizedAbsolute(), exact.normalizedAbsolute().value());
    assertWithin(rough.jensenShannon(), exact.jensenShannon().value());
    assertWithin(rough.stability(), exact.stability().value());
  }

  @Property
  void boundsHoldWhereCountsAreFromSketches(
      @ForAll @Size(min = 1, max = 300) List<@IntRange(min = 0, max = 40) Integer> first,
      @ForAll @Size(min = 1, max = 300) List<@IntRange(min = 0, max = 40) Integer> second,
      @ForAll @IntRange(min = 1, max = 12) int kept,
      @ForAll @IntRange(min = 1, max = 30) int listed) {
    ListedValues sketched = sketched(first, kept, listed);
    ListedValues other = sketched(second, kept, listed);
    // What lists nothing is not compared.
    Assume.that(!sketched.counts().isEmpty() && !other.counts().isEmpty());
    ValueDistances exact = new ValueDistances(counted(first), counted(second));
    ValueDistances rough = new ValueDistances(sketched, other);
    assertWithin(rough.infinity(), exact.infinity().value());
    assertWithin(rough.normalizedAbsolute(), exact.normalizedAbsolute().value());
    assertWithin(rough.jensenShannon(), exact.jensenShannon().value());
    assertWithin(rough.stability(), exact.stability().value());
    assertWithin(rough.stability(), rough.stability().value());
  }

  @Test
  void countsFromSketchesAreUncertainByTheirErrorEvenWithoutATail() {
    // 10 of 100 are not accounted for, at most 6 of them to one value.
    ListedValues first = new ListedValues(Map.of("a", 50.0, "b", 40.0), 100, 2, 6);
    assertThat(first.range("a")).isEqualTo(new ShareRange(0.5, 0.56));
    assertThat(first.mostUnlisted()).isCloseTo(0.1, within(1e-12));
    ListedValues second = new ListedValues(Map.of("a", 50.0, "b", 50.0), 100, 2, 0);
    Bounded found = new ValueDistances(first, second).infinity();
    assertThat(found.lower()).isCloseTo(0.04, within(1e-12));
    assertThat(found.upper()).isCloseTo(0.1, within(1e-12));
  }

  private static ListedValues counted(List<Integer> values) {
    Map<String, Double> counts = new TreeMap<>();
    values.forEach(v -> counts.merge("v" + v, 1.0, Double::sum));
    return new ListedValues(counts, values.size(), counts.size(), 0);
  }

  private static ListedValues sketched(List<Integer> values, int kept, int listed) {
    FrequentItems items = new FrequentItems(kept);
    for (int value : values) {
      byte[] bytes = ("v" + value).getBytes(StandardCharsets.UTF_8);
      items.add(bytes, 0, bytes.length, Hashes.hash(bytes, 0, bytes.length), 1);
    }
    Map<String, Double> counts = new TreeMap<>();
    items.entries().stream()
        .limit(listed)
        .forEach(e -> counts.put(new String(e.value(), StandardCharsets.UTF_8), e.weight()));
    return new ListedValues(counts, values.size(), new HashSet<>(values).size(), items.offset());
  }

  private static void assertWithin(Bounded bounds, double value) {
    assertThat(value).isBetween(bounds.lower() - 1e-9, bounds.upper() + 1e-9);
  }

  private static ListedValues of(List<Integer> counts, int listed) {
    Map<String, Double> all = new TreeMap<>();
    for (int i = 0; i < counts.size(); i++) {
      all.put("v" + i, (double) counts.get(i));
    }
    Map<String, Double> kept = new TreeMap<>();
    all.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
        .limit(listed)
        .forEach(e -> kept.put(e.getKey(), e.getValue()));
    return new ListedValues(
        kept, all.values().stream().mapToDouble(Double::doubleValue).sum(), all.size(), 0);
  }
}
