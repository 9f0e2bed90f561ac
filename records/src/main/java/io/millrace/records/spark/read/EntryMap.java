package io.millrace.records.spark.read;

import java.util.List;

/**
 * Walks over a map of names in the plain form that writers give: the context of a record, or its
 * feature lists. Values that no column reads are passed over.
 */
final class EntryMap {
  /**
   * How many names may be left out where features are sparse. What follows a name is kept as long
   * as that finds the next one, so it comes to be the order of all names.
   */
  private static final int HOPS = 3;

  /** How many more hops may fail; where the order is random, they all do. */
  private static final int MOST_CREDIT = 1000;

  private final EntryNames names;
  private final boolean ofLists;
  private int credit = MOST_CREDIT;

  EntryMap(List<FeatureColumn> columns, boolean ofLists) {
    this.names = new EntryNames(columns);
    this.ofLists = ofLists;
  }

  /** Sets a row to the entries of the message; false, the row in any state, if it is unusual. */
  boolean decode(byte[] buffer, int start, int end, int row) {
    EntryName name = names.none();
    int at = start;
    while (at < end) {
      if (end - at < 2 || buffer[at] != 0x0a) {
        return false;
      }
      int length = buffer[at + 1];
      at += 2;
      if (length < 0) {
        long answer = Wire.length(buffer, at - 1, end);
        if (answer < 0) {
          return false;
        }
        length = (int) (answer >>> 32);
        at = (int) answer;
      }
      if (length > end - at) {
        return false;
      }
      int entryEnd = at + length;
      EntryName before = name;
      name = before.next;
      int value = name.matches(buffer, at, entryEnd);
      if (value < 0 && credit > 0) {
        for (int hop = 0; value < 0 && hop < HOPS; hop++) {
          name = name.next;
          value = name.matches(buffer, at, entryEnd);
        }
        credit = value < 0 ? credit - 1 : Math.min(MOST_CREDIT, credit + HOPS);
      }
      if (value < 0) {
        value = EntryNames.keyEnd(buffer, at, entryEnd);
        if (value < 0 || value == entryEnd) {
          return false;
        }
        name = names.find(buffer, at, value, entryEnd);
        before.next = name;
      }
      int valueLength = buffer[value++];
      if (valueLength < 0) {
        long answer = Wire.length(buffer, value - 1, entryEnd);
        valueLength = (int) (answer >>> 32);
        value = (int) answer;
      }
      if (valueLength != entryEnd - value
          || name.column != null && !decodeValue(name.column, buffer, value, entryEnd, row)) {
        return false;
      }
      at = entryEnd;
    }
    return true;
  }

  private boolean decodeValue(FeatureColumn column, byte[] buffer, int at, int end, int row) {
    if (ofLists) {
      return column.isFromContext(row) || column.vector.decodeSteps(buffer, at, end, row);
    }
    return column.vector.decode(buffer, at, end, row);
  }
}
