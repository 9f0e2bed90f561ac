package io.millrace.records.spark.read;

/** Turns records into rows of vectors. Belongs to one thread. */
interface RecordDecoder {
  /** Starts a batch of records that lie in this array. */
  void startBatch(byte[] buffer);

  /** Makes room for rows. */
  void reserveRows(int rows);

  /**
   * Decodes the record into a row, all of whose columns are null.
   *
   * @throws MismatchException if the record does not fit the columns; the row is to be cleared
   * @throws io.millrace.records.MalformedExampleException if it is no message; likewise
   */
  void decode(byte[] buffer, int offset, int length, int row);

  /** Makes all columns of a row null. */
  void clear(int row);

  /** Ends a batch of so many rows. */
  void endBatch(int rows);
}
