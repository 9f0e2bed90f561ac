/** The formats that ExampleGen reads, as options. */
package io.millrace.transforms.ingest.format;
