package io.millrace.transforms.ingest.csv;

import io.millrace.transforms.ingest.format.CellType;

/** The type of a column, in TFX's order: that of a column is the greatest of its cells. */
enum ColumnType {
  /** All cells are missing: the feature has no kind. */
  UNKNOWN,
  INT,
  FLOAT,
  STRING;

  static ColumnType of(CellType type) {
    return valueOf(type.name());
  }

  ColumnType or(ColumnType other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
