package io.millrace.transforms.statistics.slice;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.ListLevel;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.sketch.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Divides the rows of batches among slices. Keeps the slices that it has seen; belongs to one
 * thread.
 */
public final class Slicer {
  /** More slices than these in one split are an error: their memory would have no bound. */
  public static final int MAX_SLICES = 2000;

  private final List<SlicingSpec.ByValues> specs;
  private final SliceKeys keys = new SliceKeys();
  private final List<Rows> slices = new ArrayList<>();
  private final List<Integer> touched = new ArrayList<>();
  private byte[] key = new byte[64];

  /** Slices of these features. */
  public Slicer(SliceRules rules) {
    specs = rules.byValues();
  }

  /**
   * Divides the rows of a batch.
   *
   * @param slice takes each slice that has rows in it: its key, and the rows, valid for this call
   * @throws MillraceException (data) if a value of a slice is not UTF-8, or there are more than
   *     {@value #MAX_SLICES}; (usage) if a feature has no values that slices can have
   */
  public void divide(ExampleBatch batch, BiConsumer<String, Rows> slice) {
    for (SlicingSpec.ByValues spec : specs) {
      List<Column> columns = new ArrayList<>();
      for (SlicingSpec.ByValues.Part part : spec.parts()) {
        Column column = batch.column(FeaturePath.of(part.feature()));
        if (column != null) {
          check(column);
          columns.add(column);
        }
      }
      if (columns.size() == spec.parts().size()) {
        for (int row = 0; row < batch.rows(); row++) {
          addRow(batch, spec.parts(), columns, row, 0, 0);
        }
      }
    }
    finish(slice);
  }

  /** Gives a row of the next batch to be divided to the slice of a key that was found otherwise. */
  public void add(String sliceKey, int row) {
    byte[] utf8 = sliceKey.getBytes(StandardCharsets.UTF_8);
    add(utf8, utf8.length, row);
  }

  /** Gives the slices that rows were added to, and forgets the rows. */
  public void finish(BiConsumer<String, Rows> slice) {
    for (int id : touched) {
      slices.get(id).order();
      slice.accept(keys.text(id), slices.get(id));
      slices.get(id).clear();
    }
    touched.clear();
  }

  private static void check(Column column) {
    if (column.kind() == ValueKind.FLOAT || column.kind() == ValueKind.STRUCT) {
      throw MillraceException.usage(
          "slicing_specs: feature '"
              + column.path()
              + "' has "
              + column.kind().listName()
              + " values (expected: bytes or int64)");
    }
  }

  /** Adds a row to each slice whose key starts with what is written, from a feature on. */
  private void addRow(
      ExampleBatch batch,
      List<SlicingSpec.ByValues.Part> parts,
      List<Column> columns,
      int row,
      int feature,
      int written) {
    if (feature == parts.size()) {
      add(key, written, row);
      return;
    }
    Column column = columns.get(feature);
    ListLevel lists = column.level(0);
    int end = lists.first(row + 1);
    for (int list = lists.first(row); list < end; list++) {
      for (int value = lists.start(list); value < lists.end(list); value++) {
        int start = append(written, parts.get(feature).prefix());
        int length = appendValue(batch, column, value, row, start);
        String wanted = parts.get(feature).value();
        if (wanted == null || wanted.equals(text(start, length))) {
          addRow(batch, parts, columns, row, feature + 1, length);
        }
      }
    }
  }

  private String text(int start, int end) {
    return new String(key, start, end - start, StandardCharsets.UTF_8);
  }

  private int appendValue(ExampleBatch batch, Column column, int value, int row, int at) {
    if (column.kind() == ValueKind.INT) {
      return append(at, Long.toString(column.longs()[value]).getBytes(StandardCharsets.US_ASCII));
    }
    int start = column.bytesStart(value);
    int length = column.bytesEnd(value) - start;
    if (!Utf8.isValid(column.bytes(), start, length)) {
      throw MillraceException.data(
          batch.place(row)
              + ": feature '"
              + column.path()
              + "': found a value that is not UTF-8 (expected: text, as slices have names); leave"
              + " the feature out of slicing_specs or mend the source");
    }
    return append(at, column.bytes(), start, length);
  }

  private int append(int at, byte[] bytes) {
    return append(at, bytes, 0, bytes.length);
  }

  private int append(int at, byte[] bytes, int offset, int length) {
    if (key.length - at < length) {
      key = java.util.Arrays.copyOf(key, Math.max(at + length, 2 * key.length));
    }
    System.arraycopy(bytes, offset, key, at, length);
    return at + length;
  }

  private void add(byte[] utf8, int length, int row) {
    int id = keys.idOf(utf8, length);
    if (id == slices.size()) {
      if (id == MAX_SLICES) {
        throw MillraceException.data(
            "slicing_specs: found more than "
                + MAX_SLICES
                + " slices, '"
                + keys.text(id)
                + "' among them (expected: at most "
                + MAX_SLICES
                + "); choose values with feature_values, or features with fewer values");
      }
      slices.add(new Rows());
    }
    if (slices.get(id).size() == 0) {
      touched.add(id);
    }
    slices.get(id).add(row);
  }
}
