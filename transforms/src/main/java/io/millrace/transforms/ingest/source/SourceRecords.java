package io.millrace.transforms.ingest.source;

import java.util.OptionalLong;

/** What a source has found: slices of files that it reads itself, or rows that Spark reads. */
public sealed interface SourceRecords permits FileSlices, SparkRecords {
  /** What the records are. */
  Payload payload();

  /** How many there are in all inputs, rejected ones included, where the source knows. */
  OptionalLong records();
}
