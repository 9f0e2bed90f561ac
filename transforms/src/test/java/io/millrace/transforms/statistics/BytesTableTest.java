package io.millrace.transforms.statistics;

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

class BytesTableTest {
  @Test
  void countsByDescendingFrequencyAndAmongEqualsTheLargerValueFirst() {
    BytesTable table = new BytesTable(10);
    for (String value : List.of("b", "a", "c", "a", "", "é")) {
      add(table, value);
    }
    assertThat(table.entries().stream().map(e -> text(e) + e.count()))
        .containsExactly("a2", "é1", "c1", "b1", "1");
    assertThat(table.exact()).isTrue();
  }

  @Test
  void emptyTableHasNoEntries() {
    assertThat(new BytesTable(4).entries()).isEmpty();
  }

  @Property(tries = 200)
  void undercountsByAtMostTheOffset(
      @ForAll @Size(max = 400) List<@IntRange(min = 0, max = 60) Integer> values,
      @ForAll @IntRange(min = 1, max = 5) int parts) {
    int limit = 8;
    BytesTable merged = new BytesTable(limit);
    for (int part = 0; part < parts; part++) {
      BytesTable one = new BytesTable(limit);
      for (int i = part; i < values.size(); i += parts) {
        add(one, "v" + values.get(i));
      }
      merged.merge(one);
    }
    Map<String, Long> truth = new HashMap<>();
    values.forEach(v -> truth.merge("v" + v, 1L, Long::sum));
    Map<String, Long> found = new HashMap<>();
    merged.entries().forEach(e -> found.put(text(e), e.count()));
    assertThat(merged.offset()).isLessThanOrEqualTo(values.size() / limit);
    truth.forEach(
        (value, count) ->
            assertThat(found.getOrDefault(value, 0L)).isBetween(count - merged.offset(), count));
    assertThat(merged.exact()).isEqualTo(truth.size() <= limit);
    if (merged.exact()) {
      assertThat(found).isEqualTo(truth);
    }
  }

  private static void add(BytesTable table, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    table.add(bytes, 0, bytes.length, Hashes.hash(bytes, 0, bytes.length));
  }

  private static String text(BytesTable.Entry entry) {
    return new String(entry.value(), StandardCharsets.UTF_8);
  }
}
