package io.millrace.transforms.ingest.csv;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes what passes through: where quotes and lines stand before the bytes at {@code step - 1},
 * {@code 2 * step - 1} and so on, up to the byte before an end. A reader that is to find records
 * from a multiple of {@code step} on begins at the byte before it: if that is a newline outside
 * quotes, a record begins there.
 */
final class StructureTap extends FilterInputStream {
  private final int quote;
  private final int escape;
  private final long step;
  private final long end;
  private final List<Place> places = new ArrayList<>();
  private long position;
  private long line;
  private boolean inQuotes;
  private boolean escaped;

  StructureTap(InputStream in, Dialect dialect, Place at, long step, long end) {
    super(in);
    this.quote = dialect.quote();
    this.escape = dialect.escape();
    this.step = step;
    this.end = end;
    this.position = at.position();
    this.line = at.line();
    this.inQuotes = at.inQuotes();
    this.escaped = at.escaped();
  }

  @Override
  public int read() throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, length);
    int at = offset;
    int stop = offset + (int) Math.max(0, Math.min(count, end - 1 - position));
    while (at < stop) {
      long nextPlace = (position + 1 + step) / step * step - 1;
      int to = (int) Math.min(stop, at + nextPlace - position);
      note(target, at, to);
      position += to - at;
      at = to;
      if (position == nextPlace) {
        places.add(place());
      }
    }
    return count;
  }

  private void note(byte[] bytes, int from, int to) {
    boolean quoted = inQuotes;
    boolean skip = escaped;
    long lines = line;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '\n') {
        lines++;
      }
      if (skip) {
        skip = false;
      } else if (b == quote) {
        quoted = !quoted;
      } else if (b == escape) {
        skip = true;
      }
    }
    inQuotes = quoted;
    escaped = skip;
    line = lines;
  }

  /** The places passed, the first of which lies behind the beginning. */
  List<Place> places() {
    return places;
  }

  /** What is known at the byte before the end, or at the end of the stream. */
  Place place() {
    return new Place(position, line, inQuotes, escaped);
  }
}
