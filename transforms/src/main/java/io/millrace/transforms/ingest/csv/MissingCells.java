package io.millrace.transforms.ingest.csv;

/** What becomes of a missing cell. */
public enum MissingCells {
  /** An empty list of the column's type, as in TFX's CsvExampleGen: present, without values. */
  EMPTY_LIST,
  /** No list at all, as where TFDV reads the file itself: missing. */
  NO_LIST
}
