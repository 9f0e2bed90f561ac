package io.millrace.transforms.statistics.batch;

import io.millrace.transforms.statistics.sketch.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Some rows of one input as columns. The columns keep their indexes from batch to batch; new ones
 * follow behind. Filled by a decoder, read by accumulators; belongs to one thread.
 */
public final class ExampleBatch {
  /** Rows in a full batch. */
  public static final int MAX_ROWS = 1024;

  /** Bytes of serialized rows in a full batch, unless a single row has more. */
  static final int MAX_BYTES = 4 << 20;

  private final List<Column> columns = new ArrayList<>();
  private final Map<FeaturePath, Integer> indexes = new HashMap<>();
  private String input = "";
  private String unit = "record";
  private long nameHash;
  private final long[] records = new long[MAX_ROWS];
  private int rows;
  private long bytes;

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The columns seen so far, those without values in this batch too. */
  public List<Column> columns() {
    return columns;
  }

  /** The column of a feature; null if none was seen so far. */
  public Column column(FeaturePath path) {
    Integer index = indexes.get(path);
    return index == null ? null : columns.get(index);
  }

  /** The position of a row's record in its input. */
  public long record(int row) {
    return records[row];
  }

  /** What names the input that all rows come from. */
  public String input() {
    return input;
  }

  /** Where a row comes from. */
  public Place place(int row) {
    return new Place(input, unit, records[row]);
  }

  /**
   * A hash of where a row comes from, for samples: of the name of its file, without the folder, and
   * its position there. Files can be copied elsewhere and give the same.
   */
  public long placeHash(int row) {
    return Hashes.mix(nameHash ^ Hashes.mix(records[row]));
  }

  /** Whether it should be read before more rows come. */
  boolean isFull() {
    return rows >= MAX_ROWS || bytes >= MAX_BYTES;
  }

  /** Forgets all rows; those to come are of this input. */
  void clear(String newInput, String positionUnit) {
    input = newInput;
    unit = positionUnit;
    byte[] name = input.substring(input.lastIndexOf('/') + 1).getBytes(StandardCharsets.UTF_8);
    nameHash = Hashes.hash(name, 0, name.length);
    rows = 0;
    bytes = 0;
    columns.forEach(Column::clear);
  }

  /** Starts a row, whose index is {@link #rows()} until it ends. */
  void startRow(long record) {
    records[rows] = record;
  }

  /** Ends a row. */
  void endRow(int serializedBytes) {
    rows++;
    bytes += serializedBytes;
  }

  /** The index of the column of a feature, which is added with this depth if it is new. */
  int indexOf(FeaturePath path, int depth) {
    return indexes.computeIfAbsent(
        path,
        p -> {
          columns.add(new Column(p, depth));
          return columns.size() - 1;
        });
  }
}
