/**
 * Ingestion: files of a foreign format become an Examples artefact of gzip TFRecord shards, split
 * as TFX splits. A format is an {@link io.millrace.transforms.ingest.ExampleSource}.
 */
package io.millrace.transforms.ingest;
