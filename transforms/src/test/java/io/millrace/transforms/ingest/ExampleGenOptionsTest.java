package io.millrace.transforms.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.transforms.ingest.format.IdxFormat;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExampleGenOptionsTest {
  @Test
  void defaultsAreTfxs() {
    ExampleGenOptions options = bind(Map.of("input", "/data", "format", "idx"));

    assertThat(options)
        .isEqualTo(
            new ExampleGenOptions(
                "/data", new IdxFormat(), Map.of(), Optional.empty(), Optional.empty()));
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

    assertThat(options)
        .isEqualTo(
            new ExampleGenOptions(
                "/data",
                new IdxFormat(),
                Map.of("all", "train-*"),
                Optional.of(Map.of("eval", 3)),
                Optional.of(7)));
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
