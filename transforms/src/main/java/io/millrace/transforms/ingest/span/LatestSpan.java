package io.millrace.transforms.ingest.span;

import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;

/** The largest span, as TFX without a range. */
@Doc("The largest span.")
@Name("latest")
public record LatestSpan() implements SpanSelection {
  @Override
  public long first() {
    return Long.MIN_VALUE;
  }

  @Override
  public long last() {
    return Long.MAX_VALUE;
  }

  @Override
  public int most() {
    return 1;
  }
}
