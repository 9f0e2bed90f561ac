package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ValueDistancesTest {
  @Test
  void valuesThatAreNotListedWidenTheBounds() {
    ListedValues first = new ListedValues(Map.of("a", 60.0, "b", 20.0), 100, 12);
    ListedValues second = new ListedValues(Map.of("a", 50.0, "b", 50.0), 100, 2);
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
    ListedValues first = new ListedValues(Map.of("a", 6.0, "b", 4.0), 10, 2);
    ValueDistances distances = new ValueDistances(first, first);
    assertThat(distances.infinity()).isEqualTo(Bounded.exact(0));
    assertThat(distances.jensenShannon()).isEqualTo(Bounded.exact(0));
    assertThat(distances.stability()).isZero();
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
        kept, all.values().stream().mapToDouble(Double::doubleValue).sum(), all.size());
  }
}
