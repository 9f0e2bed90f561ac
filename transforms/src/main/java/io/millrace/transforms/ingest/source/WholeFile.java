package io.millrace.transforms.ingest.source;

import io.millrace.artifacts.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Reads a file that is one record. */
public final class WholeFile {
  private WholeFile() {}

  /**
   * The content of a file, read into memory.
   *
   * @throws RejectedRecordException if it is larger than {@code maxBytes}
   * @throws FileNotFoundException if there is no such file
   */
  public static byte[] read(Storage storage, String uri, int maxBytes)
      throws IOException, RejectedRecordException {
    byte[] content;
    try (InputStream in = storage.open(uri)) {
      content = in.readNBytes(maxBytes + 1);
    }
    if (content.length > maxBytes) {
      throw rejected(
          "too_many_bytes",
          uri,
          "byte " + maxBytes,
          "more than %,d bytes (expected: at most as many as max_bytes); remove the file or raise max_bytes"
              .formatted(maxBytes),
          content);
    }
    return content;
  }

  /** A rejected file, of which the beginning is kept. */
  public static RejectedRecordException rejected(
      String reason, String uri, String position, String problem, byte[] content) {
    return new RejectedRecordException(reason, uri, position, problem, content);
  }

  /** A file that was listed and is gone. */
  public static RejectedRecordException missing(String uri) {
    return rejected(
        "no_such_file",
        uri,
        "byte 0",
        "found no such file (expected: a file to read)",
        new byte[0]);
  }
}
