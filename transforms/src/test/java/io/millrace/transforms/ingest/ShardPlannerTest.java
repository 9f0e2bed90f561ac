package io.millrace.transforms.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.transforms.ingest.source.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShardPlannerTest {
  @Property(tries = 500)
  void shardsHoldEveryPositionOnceInOrderAndEvenly(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 50) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 40) int wanted) {
    List<Unit> units = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int u = 0; u < sizes.size(); u++) {
      units.add(new Unit(List.of("f" + u), sizes.get(u), 100, false));
      for (int p = 0; p < sizes.get(u); p++) {
        expected.add("f" + u + ":" + p);
      }
    }

    List<ShardPlanner.Shard> shards =
        ShardPlanner.shards(units, Optional.of(wanted), Optional.empty());

    List<String> found = new ArrayList<>();
    List<String> ends = new ArrayList<>();
    for (ShardPlanner.Shard shard : shards) {
      long size = shard.slices().stream().mapToLong(slice -> slice.to() - slice.from()).sum();
      assertThat(size)
          .isBetween(
              (long) expected.size() / shards.size(),
              (expected.size() + shards.size() - 1L) / shards.size());
      for (Slice slice : shard.slices()) {
        for (long p = slice.from(); p < slice.to(); p++) {
          found.add(slice.unit().files().get(0) + ":" + p);
        }
        if (slice.to() == slice.unit().positions()) {
          ends.add(slice.unit().files().get(0));
        }
      }
    }
    assertThat(found).isEqualTo(expected);
    assertThat(ends).containsExactlyElementsOf(units.stream().map(u -> u.files().get(0)).toList());
    assertThat(shards).hasSize(Math.max(1, Math.min(wanted, expected.size())));
  }

  @Test
  void theCountOfShardsFollowsTheBytes() {
    long mib = 1 << 20;
    assertThat(count(1)).isEqualTo(1);
    assertThat(count(8 * mib)).isEqualTo(2);
    assertThat(count(60 * mib)).isEqualTo(15);
    assertThat(count(900 * mib)).isEqualTo(16);
    assertThat(count(6400 * mib)).isEqualTo(100);
    assertThat(count(Long.MAX_VALUE / 2)).isEqualTo(ExampleGenOptions.MAX_SHARDS);
  }

  @Test
  void tasksAreRunsOfShardsAndFewForPackedInput() {
    List<ShardPlanner.Shard> plain = shards(false);
    List<ShardPlanner.Shard> packed = shards(true);

    assertThat(ShardPlanner.tasks(plain, 2)).hasSize(100);
    assertThat(ShardPlanner.tasks(packed, 2)).hasSize(2);
    assertThat(ShardPlanner.tasks(packed, 1000)).hasSize(8);
    for (int cores : new int[] {1, 3, 7}) {
      assertThat(ShardPlanner.tasks(packed, cores).stream().flatMap(List::stream))
          .containsExactlyElementsOf(packed);
    }
  }

  private static List<ShardPlanner.Shard> shards(boolean packed) {
    return ShardPlanner.shards(
        List.of(new Unit(List.of("f"), 1000, 1, packed)), Optional.of(100), Optional.empty());
  }

  private static int count(long bytes) {
    return ShardPlanner.shards(
            List.of(new Unit(List.of("f"), 1L << 40, bytes, false)),
            Optional.empty(),
            Optional.empty())
        .size();
  }
}
