/** What ExampleGen asks of a source: which formats implement it is not known here. */
package io.millrace.transforms.ingest.source;
