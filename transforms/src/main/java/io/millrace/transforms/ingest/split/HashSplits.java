package io.millrace.transforms.ingest.split;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * TFX's way to assign records ({@code base_example_gen_executor.py}, {@code _PartitionFn}): SHA-256
 * of the record's deterministic bytes, or of those of one feature, taken as a 256-bit big-endian
 * integer, modulo the sum of the buckets; the split is the one whose range of buckets holds the
 * rest. With several features, the bytes of all of them, one after the other.
 *
 * @param splits in the order of their ranges
 * @param ends of the ranges of buckets, ascending; at most 2^31 - 1
 * @param features whose values decide; none: the record does
 * @param opaque whether records are bytes that mean nothing, not tf.Examples or tf.SequenceExamples
 */
public record HashSplits(
    List<String> splits, List<Long> ends, List<String> features, boolean opaque)
    implements SplitPlan {
  public HashSplits {
    splits = List.copyOf(splits);
    ends = List.copyOf(ends);
    features = List.copyOf(features);
  }

  /** Splits by their shares of the buckets, each at least 1. */
  public static HashSplits of(Map<String, Integer> buckets, List<String> features, boolean opaque) {
    long[] ends = new long[buckets.size()];
    int i = 0;
    long sum = 0;
    for (int size : buckets.values()) {
      sum += size;
      ends[i++] = sum;
    }
    return new HashSplits(
        List.copyOf(buckets.keySet()), Arrays.stream(ends).boxed().toList(), features, opaque);
  }

  @Override
  public Splitter splitter() {
    if (splits.size() == 1) {
      return (bytes, offset, length) -> 0;
    }
    RecordHash hash = new RecordHash();
    long[] bounds = ends.stream().mapToLong(Long::longValue).toArray();
    long modulus = bounds[bounds.length - 1];
    if (features.isEmpty() && !opaque) {
      return (bytes, offset, length) ->
          split(bounds, hash.moduloOfExample(bytes, offset, length, modulus));
    }
    if (features.isEmpty()) {
      return (bytes, offset, length) -> split(bounds, hash.modulo(bytes, offset, length, modulus));
    }
    FeatureKey key = new FeatureKey(features);
    return (bytes, offset, length) -> {
      byte[] feature = key.of(bytes, offset, length);
      return split(bounds, hash.modulo(feature, 0, feature.length, modulus));
    };
  }

  private static int split(long[] ends, long bucket) {
    int split = 0;
    while (bucket >= ends[split]) {
      split++;
    }
    return split;
  }
}
