package io.millrace.transforms.ingest.csv;

import java.util.List;
import java.util.Objects;

/** Which cells are missing values: empty ones and those of certain texts. */
final class NullTokens {
  private final byte[][] tokens;

  NullTokens(Dialect dialect, TextEncoding encoding) {
    List<byte[]> encoded =
        dialect.nullTokens().stream().map(encoding::encoded).filter(Objects::nonNull).toList();
    tokens = encoded.toArray(new byte[0][]);
  }

  boolean isNull(Cells cells, int cell) {
    if (cells.start(cell) == cells.stop(cell)) {
      return true;
    }
    for (byte[] token : tokens) {
      if (cells.is(cell, token)) {
        return true;
      }
    }
    return false;
  }
}
