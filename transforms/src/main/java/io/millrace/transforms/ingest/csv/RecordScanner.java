package io.millrace.transforms.ingest.csv;

import io.millrace.transforms.ingest.source.RejectedRecordException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Finds records in a stream: each ends at a newline outside quotes, where quotes are counted as TFX
 * does, wherever they stand; a quote or newline behind an escape character is not one. Blank lines
 * are no records. Memory: twice the longest record, at most twice the dialect's bound; of a longer
 * one only the beginning is kept. Belongs to one thread.
 */
final class RecordScanner implements Closeable {
  private static final int BUFFER_BYTES = 256 << 10;

  private final InputStream in;
  private final int quote;
  private final int escape;
  private final int maxRecordBytes;
  private final long end;
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int limit;
  // The record stands from start to stop; the next one begins at next.
  private int start;
  private int stop;
  private int next;
  // Where buffer[0] stands in the text, and the line at next.
  private long base;
  private long nextLine;
  private long line;
  private long position;
  private boolean inQuotes;
  private boolean escaped;
  private boolean tooLong;
  private boolean unbalanced;
  private byte[] beginning;

  /**
   * A scanner of the records that begin before a position.
   *
   * @param in from the place on; closed with the scanner
   * @param at where the stream begins; a record begins there unless {@link #skipTo} is called
   * @param end the position
   */
  RecordScanner(InputStream in, Dialect dialect, Place at, long end) {
    this.in = in;
    this.quote = dialect.quote();
    this.escape = dialect.escape();
    this.maxRecordBytes = dialect.maxRecordBytes();
    this.end = end;
    this.base = at.position();
    this.nextLine = at.line();
    this.inQuotes = at.inQuotes();
    this.escaped = at.escaped();
  }

  /**
   * Goes to the first beginning of a record at or behind a position that lies behind the place
   * where the scanner began.
   */
  void skipTo(long from) throws IOException {
    while (next < limit || fill(next)) {
      byte b = buffer[next++];
      if (b == '\n') {
        nextLine++;
      }
      if (escaped) {
        escaped = false;
      } else if (b == escape) {
        escaped = true;
      } else if (b == quote) {
        inQuotes = !inQuotes;
      } else if (b == '\n' && !inQuotes && base + next >= from) {
        return;
      }
    }
  }

  /** Goes to the next record; false if there is none that begins before the end. */
  boolean next() throws IOException {
    do {
      start = next;
      position = base + start;
      line = nextLine;
      if (position >= end || !findEnd()) {
        return false;
      }
    } while (isBlank());
    return true;
  }

  /** Whether there was anything. */
  private boolean findEnd() throws IOException {
    boolean quoted = false;
    boolean skip = false;
    tooLong = false;
    unbalanced = false;
    int i = start;
    while (true) {
      byte[] bytes = buffer;
      int to = limit;
      if (skip && i < to) {
        nextLine += bytes[i++] == '\n' ? 1 : 0;
        skip = false;
      }
      for (; i < to; i++) {
        byte b = bytes[i];
        if (b == '\n') {
          nextLine++;
          if (!quoted) {
            stop = i;
            next = i + 1;
            checkLength();
            return true;
          }
        } else if (b == quote) {
          quoted = !quoted;
        } else if (b == escape) {
          skip = i + 1 == to;
          if (!skip) {
            nextLine += bytes[++i] == '\n' ? 1 : 0;
          }
        }
      }
      stop = i;
      checkLength();
      if (tooLong) {
        base += limit;
        limit = 0;
        start = 0;
      }
      int known = limit - start;
      if (!fill(start)) {
        stop = limit;
        next = limit;
        unbalanced = quoted;
        return stop > start || tooLong;
      }
      i = start + known;
    }
  }

  private void checkLength() {
    if (!tooLong && stop - start > maxRecordBytes) {
      keepBeginning();
    }
  }

  private void keepBeginning() {
    tooLong = true;
    beginning =
        Arrays.copyOfRange(
            buffer, start, start + Math.min(RejectedRecordException.KEPT_BYTES, maxRecordBytes));
  }

  /** Reads more behind what is there, keeping all from {@code keep} on; false at the end. */
  private boolean fill(int keep) throws IOException {
    if (keep > 0) {
      System.arraycopy(buffer, keep, buffer, 0, limit - keep);
      base += keep;
      limit -= keep;
      next -= keep;
      start = 0;
    }
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * limit));
    }
    int count = in.read(buffer, limit, buffer.length - limit);
    limit += Math.max(0, count);
    return count > 0;
  }

  private boolean isBlank() {
    for (int i = start; i < stop; i++) {
      if (buffer[i] != '\r') {
        return false;
      }
    }
    return !tooLong;
  }

  /** The array that holds the record, not to be changed. */
  byte[] buffer() {
    return buffer;
  }

  /** Where the record begins in the array. */
  int start() {
    return start;
  }

  /** Where it ends, its newline not included. */
  int stop() {
    return stop;
  }

  /** The position of its first byte. */
  long position() {
    return position;
  }

  /** Its first line, counted from 1. */
  long line() {
    return line;
  }

  /** Where the next record, or the end of the stream, stands. */
  Place nextPlace() {
    return new Place(base + next, nextLine, false, false);
  }

  /** Whether the stream has no more bytes. */
  boolean isAtEnd() throws IOException {
    return next == limit && !fill(next);
  }

  /** Whether it has more bytes than the dialect allows; the array does not hold it then. */
  boolean isTooLong() {
    return tooLong;
  }

  /** Whether the file ends inside quotes. */
  boolean isUnbalanced() {
    return unbalanced;
  }

  /** The first bytes of the record, a copy. */
  byte[] beginning() {
    return tooLong
        ? beginning
        : Arrays.copyOfRange(
            buffer, start, start + Math.min(RejectedRecordException.KEPT_BYTES, stop - start));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
