/**
 * Delimited text. Where a record ends is told by TFX's rule: at a newline before which the file has
 * an even number of quotes; cells inside it as Python's {@code csv} module takes them; types by the
 * rules of {@code tfx_bsl}'s decoder.
 *
 * <p>A first pass over all data (a Spark job) learns at fixed places of each file whether they are
 * inside quotes and in which line, and the types of the columns; a second one, ExampleGen's own,
 * encodes the examples.
 */
package io.millrace.transforms.ingest.csv;
