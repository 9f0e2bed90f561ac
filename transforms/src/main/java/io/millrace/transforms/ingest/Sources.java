package io.millrace.transforms.ingest;

import io.millrace.transforms.ingest.format.IdxFormat;
import io.millrace.transforms.ingest.format.InputFormat;
import io.millrace.transforms.ingest.idx.IdxSource;
import io.millrace.transforms.ingest.source.ExampleSource;

/** Which source reads which format. */
final class Sources {
  private Sources() {}

  static ExampleSource of(InputFormat format) {
    if (format instanceof IdxFormat) {
      return new IdxSource();
    }
    throw new AssertionError(format);
  }
}
