package io.millrace.transforms.ingest;

import io.millrace.transforms.ingest.source.Unit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Divides the units of an input split into shards, and the shards among tasks. Shards depend on the
 * input and the options only; tasks, each a run of neighbouring shards, on the cores, too.
 */
final class ShardPlanner {
  /** Unpacked bytes of input per shard while there are few shards: 4 MiB. */
  static final long SMALL_SHARD_BYTES = 4L << 20;

  /** Shards that are enough for parallel work on one machine. */
  static final int FEW_SHARDS = 16;

  /** Unpacked bytes of input per shard of large inputs: 64 MiB. */
  static final long LARGE_SHARD_BYTES = 64L << 20;

  /** More tasks per packed unit would only unpack the same bytes again and again. */
  private static final int TASKS_PER_PACKED_UNIT = 8;

  private ShardPlanner() {}

  /** One shard: its number and what it is made from, in order. */
  record Shard(int number, List<Slice> slices) implements Serializable {
    Shard {
      slices = List.copyOf(slices);
    }
  }

  /** The shards of an input split; each but the last ones has one position more or as many. */
  static List<Shard> shards(List<Unit> units, Optional<Integer> wanted, Optional<Long> shardBytes) {
    long positions = units.stream().mapToLong(Unit::positions).sum();
    long bytes = units.stream().mapToLong(Unit::bytes).sum();
    int count =
        (int) Math.max(1, Math.min(positions, wanted.orElseGet(() -> byBytes(bytes, shardBytes))));
    List<Shard> shards = new ArrayList<>();
    int unit = 0;
    long at = 0;
    for (int number = 0; number < count; number++) {
      long left = positions / count + (number < positions % count ? 1 : 0);
      List<Slice> slices = new ArrayList<>();
      while (unit < units.size() && (left > 0 || units.get(unit).positions() == 0)) {
        Unit current = units.get(unit);
        long taken = Math.min(left, current.positions() - at);
        slices.add(new Slice(current, at, at + taken));
        left -= taken;
        at += taken;
        if (at == current.positions()) {
          unit++;
          at = 0;
        }
      }
      shards.add(new Shard(number, slices));
    }
    return shards;
  }

  /** How many shards input of so many unpacked bytes makes. */
  static int byBytes(long bytes, Optional<Long> shardBytes) {
    if (shardBytes.isPresent()) {
      long count = (bytes + shardBytes.get() - 1) / shardBytes.get();
      return (int) Math.max(1, Math.min(ExampleGenOptions.MAX_SHARDS, count));
    }
    long small = Math.min(FEW_SHARDS, (bytes + SMALL_SHARD_BYTES - 1) / SMALL_SHARD_BYTES);
    long large = (bytes + LARGE_SHARD_BYTES - 1) / LARGE_SHARD_BYTES;
    return (int) Math.max(1, Math.min(ExampleGenOptions.MAX_SHARDS, Math.max(small, large)));
  }

  /** Runs of neighbouring shards, one for each task. */
  static List<List<Shard>> tasks(List<Shard> shards, int cores) {
    long packed =
        shards.stream()
            .flatMap(shard -> shard.slices().stream())
            .map(Slice::unit)
            .filter(Unit::packed)
            .distinct()
            .count();
    long most = packed == 0 ? shards.size() : Math.min(cores, TASKS_PER_PACKED_UNIT * packed);
    int count = (int) Math.max(1, Math.min(shards.size(), most));
    List<List<Shard>> tasks = new ArrayList<>();
    for (int task = 0; task < count; task++) {
      int from = (int) ((long) shards.size() * task / count);
      int to = (int) ((long) shards.size() * (task + 1) / count);
      tasks.add(List.copyOf(shards.subList(from, to)));
    }
    return tasks;
  }
}
