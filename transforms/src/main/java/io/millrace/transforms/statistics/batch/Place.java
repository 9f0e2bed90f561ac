package io.millrace.transforms.statistics.batch;

/**
 * A record, for error messages.
 *
 * @param file its URI, or what else names the input
 * @param record its index in the file, from 0
 */
public record Place(String file, long record) {
  @Override
  public String toString() {
    return file + ": record " + record;
  }
}
