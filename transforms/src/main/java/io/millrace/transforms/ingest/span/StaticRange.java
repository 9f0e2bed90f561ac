package io.millrace.transforms.ingest.span;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;

/**
 * All spans from one to another; both count, and none may be missing.
 *
 * @param endSpanNumber at least the first
 */
@Doc("All spans from one to another, none missing.")
@Name("static_range")
public record StaticRange(
    @Doc("First span.") long startSpanNumber,
    @Doc("Last span; it is read, too.") long endSpanNumber)
    implements SpanSelection {
  /** Checks the order; throws {@link MillraceException} (usage). */
  public StaticRange {
    if (endSpanNumber < startSpanNumber) {
      throw MillraceException.usage(
          "end_span_number: %d (expected: >= start_span_number, %d)"
              .formatted(endSpanNumber, startSpanNumber));
    }
  }

  @Override
  public long first() {
    return startSpanNumber;
  }

  @Override
  public long last() {
    return endSpanNumber;
  }

  @Override
  public int most() {
    return Integer.MAX_VALUE;
  }
}
