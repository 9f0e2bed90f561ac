package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.PathOption;
import io.millrace.transforms.ingest.format.InputFormat;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Options of {@link ExampleGen}.
 *
 * @param input a folder, or a pattern with {@code *}, {@code ?}, {@code [abc]} or {@code {a,b}}
 * @param format of the files
 * @param inputSplits by name, a pattern of files below the folder {@code input}; several are copied
 *     as they are, one (or none: all files) is divided by {@code hashBuckets}
 * @param hashBuckets by name, the share of a split; {@link #DEFAULT_BUCKETS} where not given
 * @param shards files per split, 1 to {@value #MAX_SHARDS}, but no more than there are records to
 *     divide; where not given, one per {@value ShardPlanner#SMALL_SHARD_BYTES} bytes of unpacked
 *     input up to {@value ShardPlanner#FEW_SHARDS}, then those until each has {@value
 *     ShardPlanner#LARGE_SHARD_BYTES}
 */
public record ExampleGenOptions(
    @Doc("Folder of the input files, or a pattern such as data/t10k-*.") @PathOption String input,
    @Doc("Format of the input files.") InputFormat format,
    @Doc(
            "Input splits by name, each a pattern below the input folder; several are copied as"
                + " they are.")
        @Default("{}")
        Map<String, String> inputSplits,
    @Doc(
            "Splits by name, each with its share of hash buckets; {train: 2, eval: 1} unless there"
                + " are several input splits.")
        Optional<Map<String, Integer>> hashBuckets,
    @Doc("Files per split; by default one per 4 MiB of input up to 16, later one per 64 MiB.")
        Optional<Integer> shards) {
  /** The buckets of TFX's default. */
  public static final Map<String, Integer> DEFAULT_BUCKETS = buckets();

  /** The most files that TFX's names can count. */
  static final int MAX_SHARDS = 99_999;

  private static final Pattern SPLIT_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

  /** Checks the ranges; throws {@link MillraceException} (usage). */
  public ExampleGenOptions {
    if (input.isBlank()) {
      throw MillraceException.usage("input: empty (expected: a folder or a file pattern)");
    }
    inputSplits = Collections.unmodifiableMap(new LinkedHashMap<>(inputSplits));
    hashBuckets = hashBuckets.map(map -> Collections.unmodifiableMap(new LinkedHashMap<>(map)));
    inputSplits.keySet().forEach(name -> checkName("input_splits", name));
    hashBuckets.ifPresent(ExampleGenOptions::checkBuckets);
    if (inputSplits.size() > 1 && hashBuckets.isPresent()) {
      throw MillraceException.usage(
          "hash_buckets: given with %d input_splits, which are copied as they are (expected: one input split, or no hash_buckets)"
              .formatted(inputSplits.size()));
    }
    shards.ifPresent(
        count -> {
          if (count < 1 || count > MAX_SHARDS) {
            throw MillraceException.usage(
                "shards: %d (expected: 1 to %d)".formatted(count, MAX_SHARDS));
          }
        });
  }

  private static void checkBuckets(Map<String, Integer> buckets) {
    if (buckets.isEmpty()) {
      throw MillraceException.usage("hash_buckets: none (expected: at least one split)");
    }
    long sum = 0;
    for (Map.Entry<String, Integer> split : buckets.entrySet()) {
      checkName("hash_buckets", split.getKey());
      if (split.getValue() < 1) {
        throw MillraceException.usage(
            "hash_buckets: %s: %d (expected: >= 1)".formatted(split.getKey(), split.getValue()));
      }
      sum += split.getValue();
    }
    if (sum > Integer.MAX_VALUE) {
      throw MillraceException.usage(
          "hash_buckets: %d in all (expected: at most %d)".formatted(sum, Integer.MAX_VALUE));
    }
  }

  private static void checkName(String option, String name) {
    if (!SPLIT_NAME.matcher(name).matches()) {
      throw MillraceException.usage(
          "%s: split name '%s' (expected: letters, digits, '_', '-', '.')".formatted(option, name));
    }
  }

  private static Map<String, Integer> buckets() {
    Map<String, Integer> buckets = new LinkedHashMap<>();
    buckets.put("train", 2);
    buckets.put("eval", 1);
    return Collections.unmodifiableMap(buckets);
  }
}
