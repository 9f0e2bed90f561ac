package io.millrace.transforms.ingest.csv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Encodes rows as {@code tf.Example}s in the bytes of {@link io.millrace.records.ExampleBuilder}.
 * The columns are known, so that most of each feature's bytes are, too. Belongs to one thread and
 * reuses its memory.
 */
final class ExampleRows {
  /** Before the features: a tag and their length. */
  private static final int HEAD_BYTES = 6;

  private static final int VARINT_BYTES = 10;
  private static final int SHORT_TEXT_BYTES = 64;
  private static final byte FIELD_1 = 0x0a;
  private static final byte FIELD_2 = 0x12;
  private static final byte FIELD_3 = 0x1a;

  /** A cell that is not of its column's type. */
  static final class WrongCellException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int cell;

    WrongCellException(int cell) {
      super(null, null, false, false);
      this.cell = cell;
    }

    int cell() {
      return cell;
    }
  }

  /** A column and the bytes of its feature up to the value, by the value's length. */
  private static final class Column {
    private final int cell;
    private final ColumnType type;
    private final byte[] nameField;
    private final byte[] missing;
    private final byte[][] heads;

    Column(int cell, byte[] name, ColumnType type, MissingCells missingCells) {
      this.cell = cell;
      this.type = type;
      this.nameField = nameField(name);
      byte tag =
          switch (type) {
            case STRING -> FIELD_1;
            case FLOAT -> FIELD_2;
            default -> FIELD_3;
          };
      this.missing =
          type == ColumnType.UNKNOWN || missingCells == MissingCells.NO_LIST
              ? head(new byte[0], 0)
              : head(new byte[] {tag, 0}, 0);
      this.heads = new byte[type == ColumnType.STRING ? SHORT_TEXT_BYTES : VARINT_BYTES + 1][];
      for (int length = 0; length < heads.length; length++) {
        int list = 1 + varintSize(length) + length;
        byte[] out = new byte[2 * VARINT_BYTES + 2];
        out[0] = tag;
        int at = putVarint(out, 1, list);
        out[at++] = FIELD_1;
        at = putVarint(out, at, length);
        heads[length] = head(Arrays.copyOf(out, at), length);
      }
    }

    private static byte[] nameField(byte[] name) {
      byte[] out = new byte[1 + varintSize(name.length) + name.length];
      out[0] = FIELD_1;
      System.arraycopy(name, 0, out, putVarint(out, 1, name.length), name.length);
      return out;
    }

    /** The entry whose feature is these bytes and this many more. */
    private byte[] head(byte[] feature, int more) {
      int size = feature.length + more;
      int entry = nameField.length + 1 + varintSize(size) + size;
      byte[] out = new byte[1 + varintSize(entry) + entry - more];
      out[0] = FIELD_1;
      int at = putVarint(out, 1, entry);
      System.arraycopy(nameField, 0, out, at, nameField.length);
      at += nameField.length;
      out[at++] = FIELD_2;
      at = putVarint(out, at, size);
      System.arraycopy(feature, 0, out, at, feature.length);
      return out;
    }
  }

  private final TextEncoding encoding;
  private final NullTokens nulls;
  private final NumberText number = new NumberText();
  private final Column[] columns;
  private final int fixedBytes;
  private byte[] out = new byte[4096];
  private int start;
  private int end;
  // A translated cell.
  private byte[] text = {};

  ExampleRows(Dialect dialect, TextEncoding encoding, Layout layout) {
    this.encoding = encoding;
    this.nulls = new NullTokens(dialect, encoding);
    byte[][] names =
        layout.names().stream()
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    columns =
        IntStream.range(0, names.length)
            .filter(i -> layout.types().get(i) != null)
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> names[i], Arrays::compareUnsigned))
            .map(i -> new Column(i, names[i], layout.types().get(i), layout.missing()))
            .toArray(Column[]::new);
    int fixed = HEAD_BYTES;
    for (Column column : columns) {
      fixed += column.nameField.length + 5 * VARINT_BYTES;
    }
    fixedBytes = fixed;
  }

  /**
   * Encodes a row.
   *
   * @param recordBytes of the text of all cells, or more
   * @throws WrongCellException if a cell is not of its column's type, or no text of the encoding
   */
  void encode(Cells cells, int recordBytes) throws WrongCellException {
    long needed = fixedBytes + (long) recordBytes * encoding.growth();
    if (needed > out.length) {
      out = new byte[(int) Math.min(Integer.MAX_VALUE - 8L, needed + needed / 2)];
    }
    end = HEAD_BYTES;
    for (Column column : columns) {
      int cell = column.cell;
      if (column.type == ColumnType.UNKNOWN || nulls.isNull(cells, cell)) {
        append(column.missing);
        continue;
      }
      byte[] array = cells.array(cell);
      int from = cells.start(cell);
      int to = cells.stop(cell);
      switch (column.type) {
        case INT -> {
          if (!number.readLong(array, from, to)) {
            throw new WrongCellException(cell);
          }
          append(column.heads[varintSize(number.longValue())]);
          end = putVarint(out, end, number.longValue());
        }
        case FLOAT -> {
          if (!number.readFloat(array, from, to)) {
            throw new WrongCellException(cell);
          }
          append(column.heads[4]);
          int bits = Float.floatToRawIntBits(number.floatValue());
          out[end++] = (byte) bits;
          out[end++] = (byte) (bits >> 8);
          out[end++] = (byte) (bits >> 16);
          out[end++] = (byte) (bits >> 24);
        }
        default -> appendText(column, array, from, to);
      }
    }
    frame();
  }

  private void appendText(Column column, byte[] array, int from, int to) throws WrongCellException {
    if (encoding.plain()) {
      appendUtf8(column, array, from, to);
      return;
    }
    int most = (to - from) * encoding.growth();
    if (text.length < most) {
      text = new byte[most];
    }
    int length = encoding.translate(array, from, to, text, 0);
    if (length < 0) {
      throw new WrongCellException(column.cell);
    }
    appendUtf8(column, text, 0, length);
  }

  private void appendUtf8(Column column, byte[] array, int from, int to) {
    int length = to - from;
    if (length < column.heads.length) {
      append(column.heads[length]);
    } else {
      int list = 1 + varintSize(length) + length;
      int feature = 1 + varintSize(list) + list;
      int entry = column.nameField.length + 1 + varintSize(feature) + feature;
      out[end++] = FIELD_1;
      end = putVarint(out, end, entry);
      append(column.nameField);
      out[end++] = FIELD_2;
      end = putVarint(out, end, feature);
      out[end++] = FIELD_1;
      end = putVarint(out, end, list);
      out[end++] = FIELD_1;
      end = putVarint(out, end, length);
    }
    System.arraycopy(array, from, out, end, length);
    end += length;
  }

  /** Puts tag and length before the features; an example without features has no bytes. */
  private void frame() {
    int size = end - HEAD_BYTES;
    start = HEAD_BYTES;
    if (columns.length > 0) {
      start = HEAD_BYTES - 1 - varintSize(size);
      out[start] = FIELD_1;
      putVarint(out, start + 1, size);
    }
  }

  private void append(byte[] bytes) {
    System.arraycopy(bytes, 0, out, end, bytes.length);
    end += bytes.length;
  }

  private static int varintSize(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  private static int putVarint(byte[] out, int at, long value) {
    int position = at;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out[position++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[position++] = (byte) rest;
    return position;
  }

  byte[] buffer() {
    return out;
  }

  int start() {
    return start;
  }

  int length() {
    return end - start;
  }
}
