package io.millrace.transforms.ingest.csv;

import io.millrace.transforms.ingest.format.CsvFormat;
import java.io.Serializable;
import java.util.List;

/**
 * How bytes are read.
 *
 * @param delimiter a byte
 * @param quote a byte, or {@link #NONE}
 * @param escape a byte, or {@link #NONE}
 * @param nullTokens as Unicode text
 * @param encoding a charset's name
 */
record Dialect(
    int delimiter,
    int quote,
    int escape,
    List<String> nullTokens,
    String encoding,
    int maxRecordBytes)
    implements Serializable {
  /** No byte has this value. */
  static final int NONE = 256;

  static Dialect of(CsvFormat format) {
    return new Dialect(
        format.delimiter().charAt(0),
        format.quote().isEmpty() ? NONE : format.quote().charAt(0),
        format.escape().isEmpty() ? NONE : format.escape().charAt(0),
        format.nullTokens(),
        format.encoding(),
        format.maxRecordBytes());
  }
}
