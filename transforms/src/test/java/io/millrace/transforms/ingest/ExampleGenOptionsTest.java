package io.millrace.transforms.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.transforms.ingest.format.IdxFormat;
import io.millrace.transforms.ingest.split.SplitRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExampleGenOptionsTest {
  @Test
  void defaultsAreTfxs() {
    ExampleGenOptions options = bind(Map.of("input", "/data", "format", "idx"));

    assertThat(options.input()).contains("/data");
    assertThat(options.format()).isEqualTo(new IdxFormat());
    assertThat(options.inputSplits()).isEmpty();
    assertThat(options.hashBuckets()).isEmpty();
    assertThat(options.split()).isEmpty();
    assertThat(options.sample()).isEqualTo(1);
    assertThat(options.shuffleSeed()).isEmpty();
    assertThat(options.maxRejectFraction()).isZero();
    assertThat(options.compression()).isEqualTo(ExampleGenOptions.ShardCompression.GZIP);
    assertThat(ExampleGenOptions.DEFAULT_BUCKETS.toString()).isEqualTo("{train=2, eval=1}");
  }

  @Test
  void everyOptionIsBound() {
    ExampleGenOptions options =
        bind(
            Map.of(
                "input",
                "/data",
                "format",
                "idx",
                "input_splits",
                Map.of("all", "train-*"),
                "hash_buckets",
                Map.of("eval", 3),
                "shards",
                7));

    assertThat(options.inputSplits()).isEqualTo(Map.of("all", "train-*"));
    assertThat(options.hashBuckets()).contains(Map.of("eval", 3));
    assertThat(options.shards()).contains(7);
  }

  @Test
  void rulesOfSplitsAreChosenByName() {
    assertThat(rule(Map.of("folds", Map.of("count", 3))).splits())
        .containsExactly("fold-0", "fold-1", "fold-2");
    assertThat(
            rule(Map.of(
                    "by_column", Map.of("feature", "split", "values", Map.of("TRAIN", "train"))))
                .splits())
        .containsExactly("train");
    assertThat(
            rule(Map.of(
                    "by_time",
                    Map.of(
                        "feature",
                        "at",
                        "windows",
                        Map.of("train", Map.of("before", "2024-01-01")))))
                .splits())
        .containsExactly("train");
  }

  private static SplitRule rule(Map<String, Object> value) {
    return bind(Map.of("input", "/data", "format", "idx", "split", value)).split().get();
  }

  @Test
  void valuesOutOfRangeAreUsageErrors() {
    assertUsage(Map.of("input", ""), "input: empty");
    assertUsage(Map.of("shards", 0), "shards: 0 (expected: 1 to 99999)");
    assertUsage(Map.of("shards", 100_000), "shards: 100000 (expected: 1 to 99999)");
    assertUsage(Map.of("hash_buckets", Map.of()), "hash_buckets: none");
    assertUsage(
        Map.of("hash_buckets", Map.of("eval", 0)), "hash_buckets: eval: 0 (expected: >= 1)");
    assertUsage(
        Map.of("hash_buckets", Map.of("a", Integer.MAX_VALUE, "b", 1)), "2147483648 in all");
    assertUsage(Map.of("hash_buckets", Map.of("a/b", 1)), "split name 'a/b'");
    assertUsage(Map.of("input_splits", Map.of("..", "x")), "split name '..'");
    assertUsage(
        Map.of("input_splits", Map.of("a", "a*", "b", "b*"), "hash_buckets", Map.of("a", 1)),
        "hash_buckets: given with 2 input_splits");
    assertUsage(Map.of("sample", 0), "sample: 0.0 (expected: above 0, at most 1)");
    assertUsage(Map.of("max_reject_fraction", 1.5), "max_reject_fraction: 1.5 (expected: 0 to 1)");
    assertUsage(Map.of("shards", 2, "shard_bytes", 1000), "shards, shard_bytes: both given");
    assertUsage(
        Map.of("hash_buckets", Map.of("a", 1), "split", Map.of("folds", Map.of("count", 3))),
        "hash_buckets, split: both given");
    assertUsage(
        Map.of("split", Map.of("folds", Map.of("count", 1))), "count: 1 (expected: 2 to 1000)");
    assertUsage(
        Map.of(
            "partition_features",
            List.of("user"),
            "split",
            Map.of("stratified", Map.of("feature", "label", "shares", Map.of("a", 1)))),
        "partition_features: given where no hash decides");
    assertUsage(
        Map.of(
            "split",
            Map.of(
                "by_time",
                Map.of(
                    "feature",
                    "at",
                    "windows",
                    Map.of("a", Map.of("from", "2024-01-01"), "b", Map.of("from", "2024-02-01"))))),
        "overlap (expected: each time in one split)");
  }

  private static ExampleGenOptions bind(Map<String, Object> values) {
    return OptionsBinder.bind(ExampleGenOptions.class, values);
  }

  private static void assertUsage(Map<String, Object> values, String message) {
    Map<String, Object> all = new HashMap<>(Map.of("input", "/data", "format", "idx"));
    all.putAll(values);
    assertThatThrownBy(() -> bind(all))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.category()).isEqualTo(Category.USAGE))
        .hasMessageContaining(message);
  }
}
