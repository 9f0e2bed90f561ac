package io.millrace.transforms.ingest.split;

import io.millrace.artifacts.MillraceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same shares of each label. Within a label, records are in the order of their hash; the first
 * of them make the first split, up to the bound that a pass over the data found. Identical records
 * share a hash, so they never straddle splits.
 *
 * @param feature the label, one text or integer
 * @param splits in their order
 * @param bounds of each label: the hash (unsigned) at which each split but the first begins
 */
public record StratifiedSplits(String feature, List<String> splits, Map<String, long[]> bounds)
    implements SplitPlan {
  /** The seed of the order of records within a label. */
  static final long SEED = 0x5354524154L;

  public StratifiedSplits {
    splits = List.copyOf(splits);
    bounds = new LinkedHashMap<>(bounds);
  }

  /** The splitter; throws {@link MillraceException} (data) for a label that has no bounds. */
  @Override
  public Splitter splitter() {
    FeatureText label = new FeatureText(feature);
    SeededHash hash = new SeededHash(SEED);
    return (bytes, offset, length) -> {
      String value = label.of(bytes, offset, length);
      long[] starts = bounds.get(value);
      if (starts == null) {
        throw MillraceException.data(
            "split: stratified: found '%s' in feature '%s' (expected: a value that some record had when they were counted); the input changed while it was read, run again"
                .formatted(value, feature));
      }
      long key = hash.first(bytes, offset, length);
      int split = 0;
      while (split < starts.length && Long.compareUnsigned(key, starts[split]) >= 0) {
        split++;
      }
      return split;
    };
  }
}
