package io.millrace.transforms.statistics.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrequentItemsTest {
  @Test
  void countsByDescendingFrequencyAndAmongEqualsTheLargerValueFirst() {
    FrequentItems table = new FrequentItems(10);
    for (String value : List.of("b", "a", "c", "a", "", "é")) {
      add(table, value, 1);
    }
    assertThat(table.entries().stream().map(e -> text(e) + (int) e.weight()))
        .containsExactly("a2", "é1", "c1", "b1", "1");
    assertThat(table.isExact()).isTrue();
  }

  @Test
  void emptyTableHasNoEntries() {
    assertThat(new FrequentItems(4).entries()).isEmpty();
  }

  @Test
  void longValuesTakeTheRoomOfManyShortOnes() {
    FrequentItems table = new FrequentItems(2048);
    for (int i = 0; i < 4000; i++) {
      add(table, String.format("%04d", i % 2000) + "x".repeat(1000), 1);
      add(table, "often", 1);
    }
    assertThat(table.isExact()).isFalse();
    assertThat(table.size()).isLessThan(2 * FrequentItems.BYTES_LIMIT / 1000);
    assertThat(text(table.entries().get(0))).isEqualTo("often");
    assertThat(table.entries().get(0).weight()).isBetween(4000 - table.offset(), 4000.0);
  }

  @Property(tries = 200)
  void undercountsByAtMostTheOffset(
      @ForAll @Size(max = 400) List<@IntRange(min = 0, max = 60) Integer> values,
      @ForAll @IntRange(min = 1, max = 5) int parts,
      @ForAll boolean kept) {
    int limit = 8;
    FrequentItems merged = new FrequentItems(limit);
    for (int part = 0; part < parts; part++) {
      FrequentItems one = new FrequentItems(limit);
      for (int i = part; i < values.size(); i += parts) {
        add(one, "v" + values.get(i), 1);
      }
      merged.merge(kept ? copy(one) : one);
    }
    Map<String, Double> truth = new HashMap<>();
    values.forEach(v -> truth.merge("v" + v, 1.0, Double::sum));
    Map<String, Double> found = new HashMap<>();
    merged.entries().forEach(e -> found.put(text(e), e.weight()));
    assertThat(merged.offset()).isLessThanOrEqualTo((double) values.size() / limit);
    truth.forEach(
        (value, count) ->
            assertThat(found.getOrDefault(value, 0.0)).isBetween(count - merged.offset(), count));
    assertThat(merged.isExact()).isEqualTo(truth.size() <= limit);
    if (merged.isExact()) {
      assertThat(found).isEqualTo(truth);
    }
  }

  @Property(tries = 100)
  void theStateComesBack(
      @ForAll @Size(max = 30) List<String> values, @ForAll @IntRange(min = 1, max = 9) int weight) {
    FrequentItems table = new FrequentItems(16);
    values.forEach(value -> add(table, value, weight / 2.0));
    FrequentItems copy = copy(table);
    assertThat(copy.entries()).usingRecursiveComparison().isEqualTo(table.entries());
    assertThat(copy.offset()).isEqualTo(table.offset());
  }

  private static FrequentItems copy(FrequentItems table) {
    StateOutput out = new StateOutput();
    table.write(out);
    return FrequentItems.read(new StateInput(out.toByteArray()));
  }

  private static void add(FrequentItems table, String value, double weight) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    table.add(bytes, 0, bytes.length, Hashes.hash(bytes, 0, bytes.length), weight);
  }

  private static String text(FrequentItems.Entry entry) {
    return new String(entry.value(), StandardCharsets.UTF_8);
  }
}
