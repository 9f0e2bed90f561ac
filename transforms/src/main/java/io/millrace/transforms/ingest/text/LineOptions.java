package io.millrace.transforms.ingest.text;

import io.millrace.transforms.ingest.source.Labels;
import java.io.Serializable;

/**
 * How lines are read.
 *
 * @param separator behind a label; null if there are no labels
 */
record LineOptions(String encoding, String separator, Labels labels, int maxBytes)
    implements Serializable {}
