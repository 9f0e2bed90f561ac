package io.millrace.transforms.ingest.image;

import io.millrace.artifacts.MillraceException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the rows of a CSV file (RFC 4180: commas, quotes doubled within quotes) in UTF-8, blank
 * ones left out. Holds one row, of at most {@value #MAX_ROW_BYTES} bytes. Belongs to one thread.
 */
final class CsvRows implements Closeable {
  private static final int MAX_ROW_BYTES = 1 << 20;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final String file;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long offset;
  private byte[] row = new byte[256];
  private int length;
  private final List<Integer> ends = new ArrayList<>();
  private long rowStart;

  /** Rows from a byte on at which a row begins; the stream stands there. */
  CsvRows(String file, InputStream in, long offset) {
    this.file = file;
    this.in = in;
    this.offset = offset;
  }

  /** Goes to the next row; false behind the last one. */
  boolean next() throws IOException {
    int c;
    do {
      rowStart = offset;
      c = read();
    } while (c == '\r' || c == '\n');
    if (c < 0) {
      return false;
    }
    length = 0;
    ends.clear();
    boolean quoted = false;
    boolean cellBegins = true;
    while (true) {
      if (quoted) {
        if (c < 0) {
          throw MillraceException.data(
              "%s: row at byte %,d: a quote without an end (expected: a second \")"
                  .formatted(file, rowStart));
        }
        if (c != '"') {
          append(c);
        } else {
          c = read();
          if (c == '"') {
            append(c);
          } else {
            quoted = false;
            continue;
          }
        }
      } else if (c < 0 || c == '\n') {
        break;
      } else if (c == '"' && cellBegins) {
        quoted = true;
      } else if (c == ',') {
        ends.add(length);
      } else if (c != '\r') {
        append(c);
      }
      cellBegins = c == ',' && !quoted;
      c = read();
    }
    ends.add(length);
    return true;
  }

  private void append(int c) {
    if (length == MAX_ROW_BYTES) {
      throw MillraceException.data(
          "%s: row at byte %,d: more than %,d bytes (expected: a split, an image file and a label); is a quote left open?"
              .formatted(file, rowStart, MAX_ROW_BYTES));
    }
    if (length == row.length) {
      row = Arrays.copyOf(row, 2 * length);
    }
    row[length++] = (byte) c;
  }

  private int read() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
      if (limit == 0) {
        return -1;
      }
    }
    offset++;
    return buffer[position++] & 0xff;
  }

  /** The byte at which the current row begins. */
  long rowStart() {
    return rowStart;
  }

  /** The current row without quotes and commas. */
  byte[] bytes() {
    return Arrays.copyOf(row, length);
  }

  /** The cells of the current row; throws if they are not UTF-8. */
  List<String> cells() throws CharacterCodingException {
    List<String> cells = new ArrayList<>();
    int from = 0;
    if (rowStart == 0 && length >= 3 && Arrays.equals(Arrays.copyOf(row, 3), BYTE_ORDER_MARK)) {
      from = BYTE_ORDER_MARK.length;
    }
    for (int end : ends) {
      cells.add(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(row, from, end - from))
              .toString());
      from = end;
    }
    return cells;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
