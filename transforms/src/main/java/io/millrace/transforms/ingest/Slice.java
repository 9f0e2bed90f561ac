package io.millrace.transforms.ingest;

import io.millrace.transforms.ingest.source.Unit;
import java.io.Serializable;

/** The records of a unit that begin at positions from {@code from} to before {@code to}. */
record Slice(Unit unit, long from, long to) implements Serializable {}
