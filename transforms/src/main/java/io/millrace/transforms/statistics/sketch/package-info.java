/** Mergeable summaries of streams in bounded memory, and the binary form that they are kept in. */
package io.millrace.transforms.statistics.sketch;
