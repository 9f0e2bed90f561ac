package io.millrace.transforms.ingest.span;

import io.millrace.artifacts.options.Doc;

/** Which spans of the input are read; the names of TFX's {@code RangeConfig}. */
@Doc("Spans to read.")
public sealed interface SpanSelection permits LatestSpan, StaticRange, RollingRange {
  /** The first span that may be read. */
  long first();

  /** The last span that may be read. */
  long last();

  /** How many spans, counted from the largest, have to be found to choose. */
  int most();

  /** How many of the largest ones are then left out. */
  default int skipped() {
    return 0;
  }
}
