/**
 * Spans and versions: which part of an input that grows by folders or files with numbers or dates
 * in their names a run reads, by TFX's rules, and ranges of them.
 */
package io.millrace.transforms.ingest.span;
