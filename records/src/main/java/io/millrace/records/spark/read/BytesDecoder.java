package io.millrace.records.spark.read;

/** The record's bytes as they are. */
final class BytesDecoder implements RecordDecoder {
  private final BytesVector vector;

  BytesDecoder(BytesVector vector) {
    this.vector = vector;
  }

  @Override
  public void startBatch(byte[] buffer) {
    vector.startBatch(buffer);
  }

  @Override
  public void reserveRows(int rows) {
    vector.reserveRows(rows);
  }

  @Override
  public void decode(byte[] buffer, int offset, int length, int row) {
    vector.set(row, offset, length);
  }

  @Override
  public void clear(int row) {
    vector.setNull(row);
  }

  @Override
  public void endBatch(int rows) {
    vector.endBatch(rows);
  }
}
