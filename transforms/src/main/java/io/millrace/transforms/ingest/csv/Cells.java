package io.millrace.transforms.ingest.csv;

import java.util.Arrays;

/**
 * The cells of one record, cut as Python's {@code csv} module does: a quote at the beginning of a
 * cell opens it, a doubled one inside stands for itself, text behind the closing one is added;
 * quotes in other cells are text. Belongs to one thread and reuses its memory.
 */
final class Cells {
  /** What may be wrong with a record. */
  enum Fault {
    NONE,
    /** A quoted cell is not closed. */
    OPEN_QUOTE,
    /** A newline in a cell without quotes: quotes before it are odd. */
    NEWLINE,
    /** A carriage return that no newline follows. */
    CARRIAGE_RETURN
  }

  private static final int SOME = 64;

  private final int delimiter;
  private final int quote;
  private final int escape;
  private byte[] record;
  private byte[][] arrays = new byte[SOME][];
  private int[] starts = new int[SOME];
  private int[] stops = new int[SOME];
  private int[] rawStarts = new int[SOME];
  private int[] rawStops = new int[SOME];
  private int count;
  private Fault fault = Fault.NONE;
  private int faultAt;
  // Cells whose text is not a part of the record.
  private byte[] rewritten = new byte[SOME];
  private int rewrittenEnd;

  Cells(Dialect dialect) {
    this.delimiter = dialect.delimiter();
    this.quote = dialect.quote();
    this.escape = dialect.escape();
  }

  /** Cuts a record, which must stay as it is while its cells are used. */
  Fault split(byte[] bytes, int from, int to) {
    record = bytes;
    count = 0;
    rewrittenEnd = 0;
    int at = from;
    while (true) {
      if (count == starts.length) {
        grow();
      }
      int stop;
      if (at < to && bytes[at] == quote) {
        stop = quoted(at, to);
      } else {
        stop = unquoted(at, at, to);
      }
      if (stop < 0) {
        return fault;
      }
      count++;
      if (stop == to || bytes[stop] != delimiter) {
        // The end, or carriage returns before it.
        return Fault.NONE;
      }
      at = stop + 1;
    }
  }

  private int fault(Fault fault, int at) {
    this.fault = fault;
    faultAt = at;
    return -1;
  }

  /** Puts the cell whose text is a part of the record; returns where it stops, or -1. */
  private int unquoted(int cell, int from, int to) {
    byte[] bytes = record;
    int i = from;
    for (; i < to; i++) {
      byte b = bytes[i];
      if (b == delimiter) {
        break;
      }
      if (b == escape) {
        return rewriteUnquoted(cell, i, to);
      }
      if (b == '\r' || b == '\n') {
        if (!endsAt(i, to)) {
          return -1;
        }
        break;
      }
    }
    arrays[count] = bytes;
    starts[count] = cell;
    stops[count] = i;
    return i;
  }

  /** Whether there are only carriage returns; notes the fault if not. */
  private boolean endsAt(int at, int to) {
    for (int i = at; i < to; i++) {
      if (record[i] != '\r') {
        fault(record[i] == '\n' || record[at] == '\n' ? Fault.NEWLINE : Fault.CARRIAGE_RETURN, at);
        return false;
      }
    }
    return true;
  }

  private int rewriteUnquoted(int cell, int from, int to) {
    int start = rewrittenEnd;
    add(cell, from);
    return rewriteRest(cell, start, from, to);
  }

  /** Adds what follows, outside quotes, to the cell whose text begins at {@code start}. */
  private int rewriteRest(int cell, int start, int from, int to) {
    int i = from;
    while (i < to && record[i] != delimiter) {
      byte b = record[i];
      if (b == escape && i + 1 < to) {
        i++;
        add(i, i + 1);
      } else if (b == '\r' || b == '\n') {
        if (!endsAt(i, to)) {
          return -1;
        }
        break;
      } else {
        add(i, i + 1);
      }
      i++;
    }
    arrays[count] = rewritten;
    starts[count] = start;
    stops[count] = rewrittenEnd;
    rawStarts[count] = cell;
    rawStops[count] = i;
    return i;
  }

  private int quoted(int cell, int to) {
    byte[] bytes = record;
    int i = cell + 1;
    while (i < to && bytes[i] != quote && bytes[i] != escape) {
      i++;
    }
    if (i < to && bytes[i] == quote) {
      int behind = i + 1;
      if (behind == to
          || bytes[behind] == delimiter
          || bytes[behind] == '\r' && endsAt(behind, to)) {
        arrays[count] = bytes;
        starts[count] = cell + 1;
        stops[count] = i;
        return behind;
      }
    }
    return rewriteQuoted(cell, i, to);
  }

  private int rewriteQuoted(int cell, int from, int to) {
    int start = rewrittenEnd;
    add(cell + 1, from);
    int i = from;
    while (i < to) {
      byte b = record[i];
      if (b == escape && i + 1 < to) {
        add(i + 1, i + 2);
        i += 2;
      } else if (b == quote) {
        if (i + 1 < to && record[i + 1] == quote) {
          add(i, i + 1);
          i += 2;
        } else {
          return rewriteRest(cell, start, i + 1, to);
        }
      } else {
        int run = i + 1;
        while (run < to && record[run] != quote && record[run] != escape) {
          run++;
        }
        add(i, run);
        i = run;
      }
    }
    return fault(Fault.OPEN_QUOTE, cell);
  }

  private void add(int from, int to) {
    int needed = rewrittenEnd + to - from;
    if (needed > rewritten.length) {
      // Cells rewritten before keep the array they stand in.
      rewritten = Arrays.copyOf(rewritten, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * needed));
    }
    System.arraycopy(record, from, rewritten, rewrittenEnd, to - from);
    rewrittenEnd = needed;
  }

  private void grow() {
    int larger = 2 * count;
    arrays = Arrays.copyOf(arrays, larger);
    starts = Arrays.copyOf(starts, larger);
    stops = Arrays.copyOf(stops, larger);
    rawStarts = Arrays.copyOf(rawStarts, larger);
    rawStops = Arrays.copyOf(rawStops, larger);
  }

  /** The number of cells. */
  int count() {
    return count;
  }

  /** The array that holds a cell. */
  byte[] array(int cell) {
    return arrays[cell];
  }

  /** Where a cell begins in its array. */
  int start(int cell) {
    return starts[cell];
  }

  /** Where a cell ends in its array. */
  int stop(int cell) {
    return stops[cell];
  }

  /** Whether the cell's text is these bytes, or it was before escape characters were taken out. */
  boolean is(int cell, byte[] text) {
    return Arrays.equals(text, 0, text.length, arrays[cell], starts[cell], stops[cell])
        || arrays[cell] != record
            && Arrays.equals(text, 0, text.length, record, rawStarts[cell], rawStops[cell]);
  }

  /** Where in the record's array the fault stands: the quote that opens, the newline. */
  int faultAt() {
    return faultAt;
  }
}
