package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.PathOption;
import io.millrace.transforms.ingest.format.CustomFormat;
import io.millrace.transforms.ingest.format.ImageContent;
import io.millrace.transforms.ingest.format.ImageCsvFormat;
import io.millrace.transforms.ingest.format.ImageFormat;
import io.millrace.transforms.ingest.format.InputFormat;
import io.millrace.transforms.ingest.format.JdbcFormat;
import io.millrace.transforms.ingest.format.SparkFormat;
import io.millrace.transforms.ingest.span.SpanSelection;
import io.millrace.transforms.ingest.split.SplitRule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Options of {@link ExampleGen}.
 *
 * @param input a folder, or a pattern with {@code *}, {@code ?}, {@code [abc]} or {@code {a,b}};
 *     none for sources that read no files
 * @param format of the files
 * @param inputSplits by name, a pattern of files below the folder {@code input}; several are copied
 *     as they are, one (or none: all files) is divided by {@code hashBuckets} or {@code split}
 * @param spans which spans are read where {@code input} or {@code inputSplits} name them
 * @param incremental whether files that earlier runs of the pipeline have ingested are left out
 * @param hashBuckets by name, the share of a split; {@link #DEFAULT_BUCKETS} where not given
 * @param partitionFeatures whose values are hashed instead of whole records, so that records of one
 *     group never straddle splits; TFX's {@code partition_feature_name}
 * @param split a rule other than hash buckets
 * @param sample the share of records to keep, above 0, at most 1
 * @param onLeakage what to do about contents in several splits, where splits are not by hash
 * @param shuffleSeed shuffles the records of each split; none: they keep the order of the input
 * @param shards files per split, 1 to {@value #MAX_SHARDS}, but no more than there are records to
 *     divide; where not given, by {@code shardBytes}
 * @param shardBytes unpacked bytes of input per file; where not given, {@value
 *     ShardPlanner#SMALL_SHARD_BYTES} up to {@value ShardPlanner#FEW_SHARDS} files, then those
 *     until each has {@value ShardPlanner#LARGE_SHARD_BYTES}
 * @param compression of the files
 * @param maxRejectFraction the share of records that may be rejected, 0 to 1; with 0, the first one
 *     fails the run
 * @param rejects how rejected records are kept, in the artefact's folder {@code rejects}
 */
public record ExampleGenOptions(
    @Doc("Folder of the input files, or a pattern such as data/t10k-*.") @PathOption
        Optional<String> input,
    @Doc("Format of the input.") InputFormat format,
    @Doc(
            "Input splits by name, each a pattern below the input folder; several are copied as"
                + " they are.")
        @Default("{}")
        Map<String, String> inputSplits,
    @Doc("Spans to read, where the input names them by {SPAN} or {YYYY}, {MM} and {DD}.")
        @Default("latest")
        SpanSelection spans,
    @Doc(
            "Leaves out files that earlier runs of the pipeline have ingested; new ones become a"
                + " new span.")
        @Default("false")
        boolean incremental,
    @Doc(
            "Splits by name, each with its share of hash buckets; {train: 2, eval: 1} unless there"
                + " are several input splits or another rule.")
        Optional<Map<String, Integer>> hashBuckets,
    @Doc("Features that are hashed instead of whole records: a group never straddles splits.")
        @Default("[]")
        List<String> partitionFeatures,
    @Doc("A rule other than hash buckets.") Optional<SplitRule> split,
    @Doc("Share of the records to keep, above 0; identical ones are kept together.") @Default("1")
        double sample,
    @Doc("What to do about contents that lie in several splits, where splits are not by hash.")
        @Default("report")
        LeakagePolicy onLeakage,
    @Doc("Shuffles records with this seed; otherwise they keep the order of the input.")
        Optional<Long> shuffleSeed,
    @Doc("Files per split; by default one per 4 MiB of input up to 16, later one per 64 MiB.")
        Optional<Integer> shards,
    @Doc("Unpacked bytes of input per file, instead of a number of files.")
        Optional<Long> shardBytes,
    @Doc("Compression of the files.") @Default("gzip") ShardCompression compression,
    @Doc("Share of records that may be rejected, 0 to 1; with 0 the first one fails the run.")
        @Default("0")
        double maxRejectFraction,
    @Doc("How rejected records are kept.") @Default("json") RejectForm rejects) {
  /** The buckets of TFX's default. */
  public static final Map<String, Integer> DEFAULT_BUCKETS = buckets();

  /** The most files that TFX's names can count. */
  static final int MAX_SHARDS = 99_999;

  private static final Pattern SPLIT_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

  /** Compressions of the files. */
  public enum ShardCompression {
    /** TFX's. */
    @Doc("As TFX writes.")
    GZIP,
    /** The fastest to write and read. */
    @Doc("The fastest to write, and a file can be read in parts.")
    NONE
  }

  /** Checks the ranges; throws {@link MillraceException} (usage). */
  public ExampleGenOptions {
    if (input.isPresent() && input.get().isBlank()) {
      throw MillraceException.usage("input: empty (expected: a folder or a file pattern)");
    }
    inputSplits = Collections.unmodifiableMap(new LinkedHashMap<>(inputSplits));
    hashBuckets = hashBuckets.map(map -> Collections.unmodifiableMap(new LinkedHashMap<>(map)));
    partitionFeatures = List.copyOf(partitionFeatures);
    inputSplits.keySet().forEach(name -> checkName("input_splits", name));
    hashBuckets.ifPresent(ExampleGenOptions::checkBuckets);
    split.ifPresent(rule -> rule.splits().forEach(name -> checkName("split", name)));
    if (incremental) {
      checkIncremental(format);
    }
    checkOneRule(inputSplits, hashBuckets, split, partitionFeatures);
    checkRange("sample", sample, sample > 0 && sample <= 1, "above 0, at most 1");
    checkRange(
        "max_reject_fraction",
        maxRejectFraction,
        maxRejectFraction >= 0 && maxRejectFraction <= 1,
        "0 to 1");
    shards.ifPresent(n -> checkRange("shards", n, n >= 1 && n <= MAX_SHARDS, "1 to " + MAX_SHARDS));
    shardBytes.ifPresent(n -> checkRange("shard_bytes", n, n >= 1, ">= 1"));
    if (shards.isPresent() && shardBytes.isPresent()) {
      throw MillraceException.usage("shards, shard_bytes: both given (expected: one of them)");
    }
  }

  /** What is read. */
  InputOptions inputOptions() {
    return new InputOptions(input, format, inputSplits, spans);
  }

  private static void checkOneRule(
      Map<String, String> inputSplits,
      Optional<Map<String, Integer>> hashBuckets,
      Optional<SplitRule> split,
      List<String> partitionFeatures) {
    if (inputSplits.size() > 1) {
      String given = hashBuckets.isPresent() ? "hash_buckets" : split.isPresent() ? "split" : "";
      if (!given.isEmpty()) {
        throw MillraceException.usage(
            "%s: given with %d input_splits, which are copied as they are (expected: one input split, or no %s)"
                .formatted(given, inputSplits.size(), given));
      }
    }
    if (hashBuckets.isPresent() && split.isPresent()) {
      throw MillraceException.usage("hash_buckets, split: both given (expected: one of them)");
    }
    boolean hashes = split.isEmpty() || split.get() instanceof SplitRule.Folds;
    if (!partitionFeatures.isEmpty() && (inputSplits.size() > 1 || !hashes)) {
      throw MillraceException.usage(
          "partition_features: given where no hash decides (expected: hash_buckets or folds)");
    }
  }

  private static void checkIncremental(InputFormat format) {
    boolean rows =
        format instanceof JdbcFormat
            || format instanceof SparkFormat
            || format instanceof CustomFormat;
    if (rows) {
      throw MillraceException.usage(
          "incremental: given for a format that reads no files (expected: a format of files); let the query choose what is new, by spans");
    }
    boolean numbered =
        (format instanceof ImageFormat images && images.content() == ImageContent.TFRECORDER)
            || (format instanceof ImageCsvFormat csv && csv.content() == ImageContent.TFRECORDER);
    if (numbered) {
      throw MillraceException.usage(
          "incremental: given with content: tfrecorder, which numbers labels anew in each run (expected: another content, with labels)");
    }
  }

  private static void checkRange(String option, Number value, boolean right, String expected) {
    if (!right) {
      throw MillraceException.usage("%s: %s (expected: %s)".formatted(option, value, expected));
    }
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
