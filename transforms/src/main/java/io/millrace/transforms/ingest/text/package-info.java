/** Text documents, a file or a line each. */
package io.millrace.transforms.ingest.text;
