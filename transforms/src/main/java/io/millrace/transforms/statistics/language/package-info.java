/** Statistics of text and of sequences of tokens: TFDV's {@code nl_statistics}. */
package io.millrace.transforms.statistics.language;
