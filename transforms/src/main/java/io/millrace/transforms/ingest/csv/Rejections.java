package io.millrace.transforms.ingest.csv;

import io.millrace.transforms.ingest.source.RejectedRecordException;
import java.nio.charset.StandardCharsets;

/** The words for records that cannot become examples. */
final class Rejections {
  private static final int SHOWN_BYTES = 40;
  private static final int SHOWN_NAMES = 5;

  private Rejections() {}

  static RejectedRecordException tooLong(String file, RecordScanner record, Dialect dialect) {
    return rejected(
        "record_too_long",
        file,
        record,
        "found a record of more than %,d bytes (expected: less, by max_record_bytes); probably %s"
            .formatted(dialect.maxRecordBytes(), quoteTrouble(dialect)));
  }

  static RejectedRecordException fault(
      String file, RecordScanner record, Dialect dialect, Cells.Fault fault, Cells cells) {
    if (fault == Cells.Fault.CARRIAGE_RETURN && !record.isUnbalanced()) {
      return rejected(
          "bare_carriage_return",
          file,
          record,
          "%sfound a carriage return without a newline, outside quotes (expected: lines that end with \\n or \\r\\n); convert the file, or quote the cell"
              .formatted(place(record, cells.faultAt())));
    }
    if (fault == Cells.Fault.NEWLINE) {
      return rejected(
          "unbalanced_quotes",
          file,
          record,
          "%sfound the end of a line in a cell without quotes, while the quotes before it are odd (expected: pairs); probably %s"
              .formatted(place(record, cells.faultAt()), quoteTrouble(dialect)));
    }
    int at = fault == Cells.Fault.OPEN_QUOTE ? cells.faultAt() : lastQuote(record, dialect);
    return rejected(
        "unbalanced_quotes",
        file,
        record,
        "%sfound a quote that nothing closes%s (expected: pairs); probably %s"
            .formatted(
                place(record, at),
                record.isUnbalanced() ? " before the end of the file" : "",
                quoteTrouble(dialect)));
  }

  private static String quoteTrouble(Dialect dialect) {
    return dialect.quote() == Dialect.NONE
        ? "the file has no lines of that kind; check delimiter and encoding"
        : "a stray quote: double it and quote its cell, or set quote: '' if quotes are plain text";
  }

  private static int lastQuote(RecordScanner record, Dialect dialect) {
    int last = record.stop() - 1;
    while (last > record.start() && record.buffer()[last] != dialect.quote()) {
      last--;
    }
    return last;
  }

  /** The line of a byte, where that is not the record's first one. */
  private static String place(RecordScanner record, int at) {
    long line = record.line();
    for (int i = record.start(); i < at; i++) {
      line += record.buffer()[i] == '\n' ? 1 : 0;
    }
    return line == record.line() ? "" : "line %,d: ".formatted(line);
  }

  static RejectedRecordException cellCount(
      String file, RecordScanner record, int found, Layout layout) {
    int shown = Math.min(SHOWN_NAMES, layout.names().size());
    return rejected(
        "wrong_cell_count",
        file,
        record,
        "found %,d cells (expected: %,d: %s%s); check the record, the delimiter and the quotes"
            .formatted(
                found,
                layout.names().size(),
                String.join(", ", layout.names().subList(0, shown)),
                shown < layout.names().size() ? ", ..." : ""));
  }

  static RejectedRecordException wrongCell(
      String file, RecordScanner record, Dialect dialect, Cells cells, int cell, Layout layout) {
    String column = layout.names().get(cell);
    ColumnType type = layout.types().get(cell);
    if (type == ColumnType.STRING) {
      return rejected(
          "malformed_text",
          file,
          record,
          "column '%s': found a byte that is no character of %s; set encoding"
              .formatted(column, dialect.encoding()));
    }
    return rejected(
        "wrong_type",
        file,
        record,
        "column '%s': found '%s' (expected: %s); mend the cell, add it to null_tokens, or give the column another type"
            .formatted(
                column,
                shown(cells, cell),
                type == ColumnType.INT ? "an integer of 64 bits" : "a number"));
  }

  private static String shown(Cells cells, int cell) {
    int length = Math.min(SHOWN_BYTES, cells.stop(cell) - cells.start(cell));
    String text = new String(cells.array(cell), cells.start(cell), length, StandardCharsets.UTF_8);
    return length < cells.stop(cell) - cells.start(cell) ? text + "..." : text;
  }

  private static RejectedRecordException rejected(
      String reason, String file, RecordScanner record, String problem) {
    return new RejectedRecordException(
        reason, file, "line %,d".formatted(record.line()), problem, record.beginning());
  }
}
