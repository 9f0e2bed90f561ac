package io.millrace.transforms.ingest.split;

import java.util.List;

/**
 * A sample of the records: those whose SHA-256, taken behind the seed's eight bytes, lies in the
 * first {@code fraction} of all values. Identical records are in it together or not at all.
 *
 * @param plan divides the sample
 * @param fraction above 0, at most 1
 */
public record SampledSplits(SplitPlan plan, double fraction, long seed) implements SplitPlan {
  @Override
  public List<String> splits() {
    return plan.splits();
  }

  @Override
  public Splitter splitter() {
    Splitter inner = plan.splitter();
    SeededHash hash = new SeededHash(seed);
    double limit = fraction * 0x1p63;
    return (bytes, offset, length) ->
        (hash.first(bytes, offset, length) >>> 1) < limit
            ? inner.split(bytes, offset, length)
            : Splitter.LEFT_OUT;
  }
}
