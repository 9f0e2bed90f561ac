package io.millrace.transforms.statistics.batch;

/**
 * A record, for error messages.
 *
 * @param file its URI, or what else names the input
 * @param unit what {@code position} counts
 * @param position where it is in the file, from 0
 */
public record Place(String file, String unit, long position) {
  @Override
  public String toString() {
    return file + ": " + unit + " " + position;
  }
}
