package io.millrace.records.spark.schema;

import io.millrace.records.MalformedExampleException;
import io.millrace.records.spark.options.RecordType;

/** Counts the features of records, one after the other. Belongs to one thread. */
final class RecordTally {
  private final boolean sequence;
  private final FeatureTable features = new FeatureTable();
  private final FeatureTable lists = new FeatureTable();
  private final CanonicalScan canonical = new CanonicalScan(features, lists);
  private final CursorScan cursors = new CursorScan(features, lists);
  private long records;

  RecordTally(RecordType type) {
    this.sequence = type == RecordType.SEQUENCE_EXAMPLE;
  }

  /**
   * Adds a record.
   *
   * @throws MalformedExampleException if it is none of the type; then nothing of it is counted
   */
  void add(byte[] bytes, int offset, int length, String file, long byteOffset) {
    begin();
    if (!canonical(bytes, offset, length)) {
      begin();
      byCursors(bytes, offset, length);
    }
    take(file, byteOffset);
  }

  /** As {@link #add}, without the fast path. */
  void addByCursors(byte[] bytes, int offset, int length, String file, long byteOffset) {
    begin();
    byCursors(bytes, offset, length);
    take(file, byteOffset);
  }

  private void take(String file, long byteOffset) {
    features.take(file, byteOffset);
    lists.take(file, byteOffset);
    records++;
  }

  private void begin() {
    features.begin();
    lists.begin();
  }

  private boolean canonical(byte[] bytes, int offset, int length) {
    return sequence
        ? canonical.sequenceExample(bytes, offset, length)
        : canonical.example(bytes, offset, length);
  }

  private void byCursors(byte[] bytes, int offset, int length) {
    if (sequence) {
      cursors.sequenceExample(bytes, offset, length);
    } else {
      cursors.example(bytes, offset, length);
    }
  }

  SchemaTally tally() {
    return new SchemaTally(records, features.tallies(), lists.tallies());
  }
}
