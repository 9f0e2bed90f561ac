package io.millrace.records.spark.read;

import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureListsCursor;
import io.millrace.records.spark.options.RecordType;
import java.util.List;

/**
 * Decodes tf.Examples and tf.SequenceExamples. Messages in the plain form that writers give are
 * walked over once; a message with anything unusual in it is read by the cursors, with the same
 * result.
 */
final class FeatureDecoder implements RecordDecoder {
  private static final int CONTEXT = 0x0a;
  private static final int LISTS = 0x12;

  private final FeatureColumn[] columns;
  private final boolean sequence;
  private final EntryMap contextMap;

  /** Null where no column reads feature lists. */
  private final EntryMap listMap;

  private final FeatureColumn[] listColumns;
  private final ExampleCursor context = new ExampleCursor();
  private final FeatureListsCursor lists = new FeatureListsCursor();

  FeatureDecoder(List<FeatureColumn> columns, RecordType type) {
    this.sequence = type == RecordType.SEQUENCE_EXAMPLE;
    this.columns = columns.toArray(FeatureColumn[]::new);
    contextMap = new EntryMap(columns.stream().filter(column -> column.inContext).toList(), false);
    List<FeatureColumn> inLists = columns.stream().filter(column -> column.inLists).toList();
    listColumns = inLists.toArray(FeatureColumn[]::new);
    listMap = inLists.isEmpty() ? null : new EntryMap(inLists, true);
  }

  @Override
  public void startBatch(byte[] buffer) {
    for (FeatureColumn column : columns) {
      column.vector.startBatch(buffer);
      column.startBatch();
    }
  }

  @Override
  public void reserveRows(int rows) {
    for (FeatureColumn column : columns) {
      column.vector.reserveRows(rows);
    }
  }

  @Override
  public void endBatch(int rows) {
    for (FeatureColumn column : columns) {
      column.vector.endBatch(rows);
    }
  }

  @Override
  public void clear(int row) {
    for (FeatureColumn column : columns) {
      column.vector.setNull(row);
    }
  }

  @Override
  public void decode(byte[] buffer, int offset, int length, int row) {
    if (!decodePlain(buffer, offset, offset + length, row)) {
      clear(row);
      read(buffer, offset, length, row);
    }
  }

  /** Decodes a message in the plain form; else answers false, the row in any state. */
  boolean decodePlain(byte[] buffer, int start, int end, int row) {
    int at = start;
    if (at < end && buffer[at] == CONTEXT) {
      long answer = Wire.length(buffer, at + 1, end);
      at = (int) answer;
      int length = (int) (answer >>> 32);
      if (answer < 0 || length > end - at || !contextMap.decode(buffer, at, at + length, row)) {
        return false;
      }
      at += length;
    }
    if (at == end) {
      return true;
    }
    if (buffer[at] != LISTS) {
      return false;
    }
    long answer = Wire.length(buffer, at + 1, end);
    at = (int) answer;
    if (answer < 0 || (int) (answer >>> 32) != end - at) {
      return false;
    }
    if (listMap == null) {
      return sequence || at == end;
    }
    for (FeatureColumn column : listColumns) {
      column.endContext(row);
    }
    return listMap.decode(buffer, at, end, row);
  }

  /** Decodes any message. */
  void read(byte[] buffer, int offset, int length, int row) {
    context.reset(buffer, offset, length);
    if (listMap != null || !sequence) {
      lists.reset(buffer, offset, length);
    }
    if (!sequence && lists.listCount() > 0) {
      // To protobuf an unknown field; passed over, all that it holds would be lost in silence.
      throw new MismatchException(
          lists.listCount() + " feature lists",
          "none, as in a tf.Example",
          "set recordType=SequenceExample");
    }
    for (FeatureColumn column : columns) {
      try {
        if (column.inContext && context.seek(column.utf8())) {
          column.vector.read(context, row);
        }
        if (column.inLists && column.vector.isNullAt(row) && lists.seek(column.utf8())) {
          column.vector.readSteps(lists, row);
        }
      } catch (MismatchException e) {
        throw e.of(column.name());
      }
    }
  }
}
