package io.millrace.transforms.ingest.csv;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The beginning of a file.
 *
 * @param file its URI
 * @param length as it lies in storage, in bytes
 * @param names the header; null if the files have none, or this one has no record at all
 * @param data where the first record begins that is no header
 */
record FileHead(String file, long length, Packing packing, List<String> names, Place data)
    implements Serializable {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /**
   * Reads the beginning of a file.
   *
   * @throws MillraceException (data) if its header is broken or names a column twice
   */
  static FileHead read(Storage storage, String file, long length, Dialect dialect, boolean header)
      throws IOException {
    Packing packing = packing(storage, file);
    TextEncoding encoding = TextEncoding.of(dialect.encoding());
    Place start = new Place(0, 1, false, false);
    try (TextInput text = TextInput.open(storage, file, packing, encoding, 0)) {
      byte[] mark = encoding.plain() ? text.readNBytes(BYTE_ORDER_MARK.length) : new byte[0];
      if (java.util.Arrays.equals(mark, BYTE_ORDER_MARK)) {
        start = new Place(mark.length, 1, false, false);
      }
    }
    if (!header) {
      return new FileHead(file, length, packing, null, start);
    }
    try (InputStream text = TextInput.open(storage, file, packing, encoding, start.position());
        RecordScanner records = new RecordScanner(text, dialect, start, Long.MAX_VALUE)) {
      List<String> names = records.next() ? names(file, records, dialect, encoding) : null;
      return new FileHead(file, length, packing, names, records.nextPlace());
    }
  }

  private static Packing packing(Storage storage, String file) throws IOException {
    try (InputStream in = storage.open(file)) {
      return Packing.detect(in.readNBytes(Packing.MAGIC_BYTES));
    }
  }

  private static List<String> names(
      String file, RecordScanner record, Dialect dialect, TextEncoding encoding) {
    Cells cells = new Cells(dialect);
    if (record.isTooLong()
        || record.isUnbalanced()
        || cells.split(record.buffer(), record.start(), record.stop()) != Cells.Fault.NONE) {
      throw MillraceException.data(
          "%s: line %d: the header has quotes that do not pair, or stray ends of lines (expected: names of columns); check the file, or set quote"
              .formatted(file, record.line()));
    }
    List<String> names = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (int i = 0; i < cells.count(); i++) {
      try {
        String name = encoding.text(cells.array(i), cells.start(i), cells.stop(i));
        if (!known.add(name)) {
          throw MillraceException.data(
              "%s: line %d: the header names column '%s' twice (expected: each name once); rename one"
                  .formatted(file, record.line(), name));
        }
        names.add(name);
      } catch (CharacterCodingException e) {
        throw MillraceException.data(
            "%s: line %d: the name of column %d is no %s text; set encoding, or convert the file"
                .formatted(file, record.line(), i + 1, dialect.encoding()),
            e);
      }
    }
    return names;
  }
}
