package io.millrace.records.spark.read;

/**
 * A file that a stream has taken.
 *
 * @param batch number of its batch
 * @param path fully qualified
 * @param length in bytes, when it was taken
 * @param modifiedMillis when it was last modified before
 */
record LoggedFile(long batch, String path, long length, long modifiedMillis) {
  /** One line; the path stands last and may hold anything but a line break. */
  String line() {
    if (path.indexOf('\n') >= 0) {
      throw new IllegalArgumentException(
          "found a line break in the name of the file '" + path + "' (expected: none)");
    }
    return batch + "\t" + length + "\t" + modifiedMillis + "\t" + path;
  }

  /** Reads a {@link #line}; null if it is none. */
  static LoggedFile parse(String line) {
    String[] parts = line.split("\t", 4);
    try {
      return parts.length < 4
          ? null
          : new LoggedFile(
              Long.parseLong(parts[0]),
              parts[3],
              Long.parseLong(parts[1]),
              Long.parseLong(parts[2]));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
