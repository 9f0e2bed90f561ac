package io.millrace.transforms.ingest.image;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.ingest.format.ImageCsvFormat.Header;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Set;

/**
 * Where the columns stand in a file.
 *
 * @param header whether the first row is one
 */
record CsvColumns(boolean header, int split, int image, int label) implements Serializable {
  private static final int COUNT = 3;
  private static final String SPLIT = "split";
  private static final String IMAGE = "image_uri";
  private static final String LABEL = "label";

  /** An image of a row. */
  record Row(String split, String image, String label) {}

  /**
   * The columns by the first row.
   *
   * @throws MillraceException (data) if there is to be a header and it has other names
   */
  static CsvColumns of(String file, CsvRows rows, Header header) throws IOException {
    List<String> names;
    try {
      names = rows.cells().stream().map(String::strip).toList();
    } catch (CharacterCodingException e) {
      names = List.of();
    }
    if (header == Header.NO || header == Header.AUTO && !names.contains(IMAGE)) {
      return new CsvColumns(false, 0, 1, 2);
    }
    if (names.size() != COUNT || !Set.of(SPLIT, IMAGE, LABEL).equals(Set.copyOf(names))) {
      throw MillraceException.data(
          "%s: header: found columns %s (expected: split, image_uri, label in any order)"
              .formatted(file, names));
    }
    return new CsvColumns(true, names.indexOf(SPLIT), names.indexOf(IMAGE), names.indexOf(LABEL));
  }

  /** The image of the current row. */
  Row row(String file, CsvRows rows) throws RejectedRecordException {
    List<String> cells;
    try {
      cells = rows.cells();
    } catch (CharacterCodingException e) {
      throw rejected("malformed_text", file, rows, "bytes that are no UTF-8 (expected: UTF-8)");
    }
    if (cells.size() != COUNT) {
      throw rejected(
          "wrong_cell_count",
          file,
          rows,
          "found %d cells (expected: 3: a split, an image file and a label)"
              .formatted(cells.size()));
    }
    return new Row(cells.get(split), cells.get(image), cells.get(label));
  }

  static String position(CsvRows rows) {
    return "row at byte " + rows.rowStart();
  }

  static RejectedRecordException rejected(
      String reason, String file, CsvRows rows, String problem) {
    return new RejectedRecordException(reason, file, position(rows), problem, rows.bytes());
  }
}
