package io.millrace.transforms.ingest.csv;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.source.RecordReader;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;

/** Reads the records of a slice of a file into examples. Belongs to one task's thread. */
final class CsvReader implements RecordReader {
  private final String file;
  private final Dialect dialect;
  private final Layout layout;
  private final RecordScanner records;
  private final Cells cells;
  private final ExampleRows rows;
  private final long endOfFile;
  private boolean ended;

  private CsvReader(
      String file,
      Dialect dialect,
      Layout layout,
      TextEncoding encoding,
      RecordScanner records,
      long endOfFile) {
    this.file = file;
    this.dialect = dialect;
    this.layout = layout;
    this.records = records;
    this.cells = new Cells(dialect);
    this.rows = new ExampleRows(dialect, encoding, layout);
    this.endOfFile = endOfFile;
  }

  /** Opens the records that begin from {@code from} on and before {@code to}. */
  static CsvReader open(
      Storage storage,
      Unit unit,
      Dialect dialect,
      FileIndex index,
      Layout layout,
      long from,
      long to)
      throws IOException {
    TextEncoding encoding = TextEncoding.of(dialect.encoding());
    Place place = index.before(from);
    TextInput text =
        TextInput.open(storage, unit.name(), index.packing(), encoding, place.position());
    RecordScanner records = new RecordScanner(text, dialect, place, to);
    try {
      if (from > index.data().position()) {
        records.skipTo(from);
      }
    } catch (IOException | RuntimeException e) {
      try {
        records.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
    long end = to == unit.positions() ? to : -1;
    return new CsvReader(unit.name(), dialect, layout, encoding, records, end);
  }

  @Override
  public boolean next() throws IOException, RejectedRecordException {
    if (ended || !records.next()) {
      checkEnd();
      return false;
    }
    if (records.isTooLong()) {
      throw Rejections.tooLong(file, records, dialect);
    }
    Cells.Fault fault = cells.split(records.buffer(), records.start(), records.stop());
    if (records.isUnbalanced() || fault != Cells.Fault.NONE) {
      throw Rejections.fault(file, records, dialect, fault, cells);
    }
    if (cells.count() != layout.names().size()) {
      throw Rejections.cellCount(file, records, cells.count(), layout);
    }
    try {
      rows.encode(cells, records.stop() - records.start());
    } catch (ExampleRows.WrongCellException e) {
      throw Rejections.wrongCell(file, records, dialect, cells, e.cell(), layout);
    }
    return true;
  }

  private void checkEnd() throws IOException {
    if (ended) {
      return;
    }
    ended = true;
    if (endOfFile >= 0 && (records.nextPlace().position() != endOfFile || !records.isAtEnd())) {
      throw MillraceException.data(
          "%s: found another length than %,d bytes of text, which it had before (expected: no change while it is read); run again when nobody writes it"
              .formatted(file, endOfFile));
    }
  }

  @Override
  public byte[] buffer() {
    return rows.buffer();
  }

  @Override
  public int offset() {
    return rows.start();
  }

  @Override
  public int length() {
    return rows.length();
  }

  @Override
  public long position() {
    return records.position();
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
