package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.options.Doc;

/** What the cells of a column become. */
public enum CellType {
  /** {@code int64_list}. */
  @Doc("64-bit integers.")
  INT,
  /** {@code float_list}. */
  @Doc("32-bit floats.")
  FLOAT,
  /** {@code bytes_list}. */
  @Doc("The bytes of the cell.")
  STRING
}
