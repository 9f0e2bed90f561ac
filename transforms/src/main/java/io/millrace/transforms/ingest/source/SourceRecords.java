package io.millrace.transforms.ingest.source;

/** What a source has found: slices of files that it reads itself, or rows that Spark reads. */
public sealed interface SourceRecords permits FileSlices, SparkRecords {
  /** What the records are. */
  Payload payload();
}
