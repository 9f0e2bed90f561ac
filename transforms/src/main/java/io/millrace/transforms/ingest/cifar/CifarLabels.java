package io.millrace.transforms.ingest.cifar;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A file with the name of one class on each line, as it lies beside the data. */
final class CifarLabels {
  private CifarLabels() {}

  /**
   * The names, if the file is there.
   *
   * @throws MillraceException (data) if it has not one name for each class; blank lines at its end
   *     are left out, CIFAR's own has one
   */
  static Optional<byte[][]> read(Storage storage, String uri, int classes) throws IOException {
    String text;
    try {
      text = new String(storage.readBytes(uri), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    byte[][] names =
        text.stripTrailing()
            .lines()
            .map(line -> line.strip().getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    if (names.length != classes) {
      throw MillraceException.data(
          "%s: found %d lines (expected: %d, the name of one class on each); fetch it again, or move it away"
              .formatted(uri, names.length, classes));
    }
    return Optional.of(names);
  }
}
