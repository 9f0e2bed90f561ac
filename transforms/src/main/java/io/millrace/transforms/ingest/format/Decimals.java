package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.options.Doc;

/** What becomes of decimals. */
@Doc("What becomes of decimals.")
public enum Decimals {
  /** Integers if they have at most 18 digits and none behind the point, else 32-bit floats. */
  NUMBER,
  /** Their digits as text, all of them. */
  TEXT
}
