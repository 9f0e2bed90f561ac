package io.millrace.transforms.statistics.batch;

/**
 * A record, for error messages. Ordered by file, and in it by position.
 *
 * @param file its URI, or what else names the input
 * @param unit what {@code position} counts
 * @param position where it is in the file, from 0
 */
public record Place(String file, String unit, long position) implements Comparable<Place> {
  @Override
  public int compareTo(Place other) {
    // Places that are compared mostly share their file.
    int order = file.equals(other.file) ? 0 : file.compareTo(other.file);
    order = order != 0 ? order : Long.compare(position, other.position);
    return order != 0 ? order : unit.compareTo(other.unit);
  }

  @Override
  public String toString() {
    return file + ": " + unit + " " + position;
  }
}
