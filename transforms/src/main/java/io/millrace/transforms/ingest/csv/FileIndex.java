package io.millrace.transforms.ingest.csv;

import java.io.Serializable;
import java.util.List;

/**
 * Where reading of a file can begin: at its data, and, if it is not packed, at the byte before each
 * multiple of a step.
 */
final class FileIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int IN_QUOTES = 1;
  private static final int ESCAPED = 2;

  private final Packing packing;
  private final int layout;
  private final Place data;
  private final long step;
  private final long firstPosition;
  // Of each place, the line and what is known there: no objects, for there may be a million.
  private final long[] lines;
  private final byte[] states;

  /**
   * An index.
   *
   * @param layout which columns the file has
   * @param places known behind the data's beginning, one each {@code step}
   */
  FileIndex(Packing packing, int layout, Place data, long step, List<Place> places) {
    this.packing = packing;
    this.layout = layout;
    this.data = data;
    this.step = step;
    this.firstPosition = places.isEmpty() ? 0 : places.get(0).position();
    this.lines = new long[places.size()];
    this.states = new byte[places.size()];
    for (int i = 0; i < lines.length; i++) {
      Place place = places.get(i);
      lines[i] = place.line();
      states[i] = (byte) ((place.inQuotes() ? IN_QUOTES : 0) | (place.escaped() ? ESCAPED : 0));
    }
  }

  Packing packing() {
    return packing;
  }

  int layout() {
    return layout;
  }

  /** Where the first record begins. */
  Place data() {
    return data;
  }

  /** The last known place from which a record that begins at {@code position} can be found. */
  Place before(long position) {
    if (lines.length == 0 || position <= firstPosition) {
      return data;
    }
    int i = (int) Math.min(lines.length - 1, (position - 1 - firstPosition) / step);
    return new Place(
        firstPosition + i * step,
        lines[i],
        (states[i] & IN_QUOTES) != 0,
        (states[i] & ESCAPED) != 0);
  }
}
