package io.millrace.transforms.ingest.image;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.format.ImageCsvFormat.Header;
import io.millrace.transforms.ingest.source.FileNaming.Named;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the rows of a CSV file begin, so that tasks start in its middle: of every {@value
 * #ROWS_PER_MARK}th row the first byte, 8 bytes each.
 *
 * @param rows without the header
 * @param kept rows that are not in the split DISCARD
 */
record CsvIndex(CsvColumns columns, long rows, long kept, long[] marks, List<String> samples)
    implements Serializable {
  private static final int ROWS_PER_MARK = 1000;
  private static final int SAMPLES = 16;

  /**
   * Reads a file once.
   *
   * @param vocabulary takes the labels
   */
  static CsvIndex scan(Storage storage, String file, Header header, TrainVocabulary vocabulary)
      throws IOException {
    try (CsvRows rows = new CsvRows(file, storage.open(file), 0)) {
      CsvColumns columns = new CsvColumns(false, 0, 1, 2);
      long count = 0;
      long kept = 0;
      long[] marks = new long[16];
      int marked = 0;
      List<String> samples = new ArrayList<>();
      for (boolean first = true; rows.next(); first = false) {
        if (first) {
          columns = CsvColumns.of(file, rows, header);
          if (columns.header()) {
            continue;
          }
        }
        if (count % ROWS_PER_MARK == 0) {
          marks = marked == marks.length ? Arrays.copyOf(marks, 2 * marked) : marks;
          marks[marked++] = rows.rowStart();
        }
        count++;
        kept++;
        try {
          CsvColumns.Row row = columns.row(file, rows);
          if (row.split().equals(Splits.DISCARD)) {
            kept--;
          } else {
            vocabulary.add(new Named(row.split(), row.label(), row.image()));
          }
          if (samples.size() < SAMPLES) {
            samples.add(row.image());
          }
        } catch (RejectedRecordException e) {
          // Its task rejects it.
          continue;
        }
      }
      return new CsvIndex(columns, count, kept, Arrays.copyOf(marks, marked), samples);
    }
  }

  /** Opens the file so that the next row is this one. */
  CsvRows open(Storage storage, String file, long row) throws IOException {
    int mark = (int) Math.min(row / ROWS_PER_MARK, marks.length - 1);
    long start = mark < 0 ? 0 : marks[mark];
    var in = storage.open(file);
    try {
      in.skipNBytes(start);
      CsvRows rows = new CsvRows(file, in, start);
      for (long skipped = (long) Math.max(0, mark) * ROWS_PER_MARK; skipped < row; skipped++) {
        rows.next();
      }
      return rows;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }
}
