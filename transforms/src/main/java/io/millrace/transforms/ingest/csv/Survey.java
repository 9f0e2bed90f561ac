package io.millrace.transforms.ingest.csv;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.Function;

/**
 * Looks at parts of files, in tasks: how many records begin there, what types their cells have, and
 * where quotes and lines stand. Whether a part begins inside quotes is not known before all parts
 * before it were counted: it is looked at as if not, and again if that was wrong; the count of
 * quotes is right in any case. Records that cannot become examples are counted and otherwise left
 * alone: they are told when they are read.
 */
final class Survey implements Function<Survey.Part, Survey.Found> {
  private static final long serialVersionUID = 1L;

  private final Storage storage;
  private final Dialect dialect;
  private final long stepBytes;
  private final Progress.TaskCounter counter;

  Survey(Storage storage, Dialect dialect, long stepBytes, Progress.TaskCounter counter) {
    this.storage = storage;
    this.dialect = dialect;
    this.stepBytes = stepBytes;
    this.counter = counter;
  }

  /**
   * A part of a file.
   *
   * @param file its URI
   * @param at where to begin: where a record begins, or the byte before a multiple of the step
   * @param begins whether a record begins there
   * @param end the first position at which a record is of the next part
   * @param length the bytes of storage, for progress
   * @param known of each column, the type if it need not be found, or null
   */
  record Part(
      String file,
      Packing packing,
      Place at,
      boolean begins,
      long end,
      long length,
      List<ColumnType> known)
      implements Serializable {}

  /**
   * What was found.
   *
   * @param places as {@link StructureTap} notes them, as if the part began outside quotes in line 0
   * @param end the byte before the end of the part, or the end of the file, likewise
   * @param records that begin in the part
   * @param types of the columns, those known left as they are
   */
  record Found(List<Place> places, Place end, long records, List<ColumnType> types)
      implements Serializable {}

  @Override
  public Found call(Part part) throws IOException {
    TextEncoding encoding = TextEncoding.of(dialect.encoding());
    Place at = part.at();
    boolean escaped = !part.begins() && isEscaped(part, encoding);
    Place start = new Place(at.position(), 0, at.inQuotes(), escaped);
    StructureTap tap =
        new StructureTap(
            TextInput.open(storage, part.file(), part.packing(), encoding, at.position()),
            dialect,
            start,
            part.packing() == Packing.NONE && !encoding.streamed() ? stepBytes : Long.MAX_VALUE / 4,
            part.end());
    try (RecordScanner records = new RecordScanner(tap, dialect, start, part.end())) {
      if (!part.begins()) {
        records.skipTo(at.position() + 1);
      }
      Types types = new Types(dialect, encoding, part.known());
      long count = 0;
      while (records.next()) {
        count++;
        types.add(records);
      }
      counter.add(part.length());
      return new Found(List.copyOf(tap.places()), tap.place(), count, types.found());
    }
  }

  /** Whether the first byte of a part stands behind an odd number of escape characters. */
  private boolean isEscaped(Part part, TextEncoding encoding) throws IOException {
    if (dialect.escape() == Dialect.NONE) {
      return false;
    }
    long end = part.at().position();
    for (int length = 64; ; length *= 2) {
      long from = Math.max(0, end - length);
      byte[] before;
      try (TextInput in = TextInput.open(storage, part.file(), part.packing(), encoding, from)) {
        before = in.readNBytes((int) (end - from));
      }
      int run = 0;
      while (run < before.length && before[before.length - 1 - run] == dialect.escape()) {
        run++;
      }
      if (run < before.length || from == 0) {
        return run % 2 == 1;
      }
    }
  }

  /** The types of the columns of the records seen. */
  private static final class Types {
    private final Cells cells;
    private final NumberText number = new NumberText();
    private final NullTokens nulls;
    private final ColumnType[] types;
    private final boolean[] open;

    Types(Dialect dialect, TextEncoding encoding, List<ColumnType> known) {
      cells = new Cells(dialect);
      nulls = new NullTokens(dialect, encoding);
      types = new ColumnType[known.size()];
      open = new boolean[known.size()];
      for (int i = 0; i < types.length; i++) {
        open[i] = known.get(i) == null;
        types[i] = open[i] ? ColumnType.UNKNOWN : known.get(i);
      }
    }

    void add(RecordScanner record) {
      if (record.isTooLong()
          || record.isUnbalanced()
          || cells.split(record.buffer(), record.start(), record.stop()) != Cells.Fault.NONE
          || cells.count() != types.length) {
        return;
      }
      for (int i = 0; i < types.length; i++) {
        if (open[i] && !nulls.isNull(cells, i)) {
          types[i] = types[i].or(number.type(cells.array(i), cells.start(i), cells.stop(i)));
          open[i] = types[i] != ColumnType.STRING;
        }
      }
    }

    List<ColumnType> found() {
      return Arrays.asList(types);
    }
  }
}
