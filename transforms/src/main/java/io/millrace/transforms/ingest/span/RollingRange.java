package io.millrace.transforms.ingest.span;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;
import java.util.Optional;

/**
 * The largest spans there are, as many as asked for or fewer. As in TFX, spans that are missing in
 * between do not count.
 *
 * @param numSpans at least 1
 * @param startSpanNumber smaller spans are not read
 * @param skipNumRecentSpans of the largest spans, so many are left out
 */
@Doc("The largest spans there are.")
@Name("rolling_range")
public record RollingRange(
    @Doc("Spans to read at most.") int numSpans,
    @Doc("Smallest span to read.") Optional<Long> startSpanNumber,
    @Doc("Largest spans to leave out.") @Default("0") int skipNumRecentSpans)
    implements SpanSelection {
  /** Checks the ranges; throws {@link MillraceException} (usage). */
  public RollingRange {
    if (numSpans < 1) {
      throw MillraceException.usage("num_spans: %d (expected: >= 1)".formatted(numSpans));
    }
    if (skipNumRecentSpans < 0) {
      throw MillraceException.usage(
          "skip_num_recent_spans: %d (expected: >= 0)".formatted(skipNumRecentSpans));
    }
  }

  @Override
  public long first() {
    return startSpanNumber.orElse(Long.MIN_VALUE);
  }

  @Override
  public long last() {
    return Long.MAX_VALUE;
  }

  @Override
  public int most() {
    return (int) Math.min(Integer.MAX_VALUE, (long) numSpans + skipNumRecentSpans);
  }

  @Override
  public int skipped() {
    return skipNumRecentSpans;
  }
}
