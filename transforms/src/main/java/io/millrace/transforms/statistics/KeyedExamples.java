package io.millrace.transforms.statistics;

import io.millrace.transforms.examples.ExampleRows;
import io.millrace.transforms.examples.ExampleStream;
import io.millrace.transforms.statistics.slice.Slicer;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;

/** Examples that Spark has found the slices of: rows of {@link SqlSlices}. */
final class KeyedExamples implements ExampleStream, ExampleReading.RowKeys {
  private final Iterator<Row> rows;
  private Row row;
  private byte[] example = {};
  private String source = "";

  KeyedExamples(Iterator<Row> rows) {
    this.rows = rows;
  }

  @Override
  public boolean next() {
    if (!rows.hasNext()) {
      return false;
    }
    row = rows.next();
    example = row.getAs(keys() + 3);
    String found = row.getString(keys());
    // Mostly the same: one object is compared faster.
    source = found.equals(source) ? source : found;
    return true;
  }

  @Override
  public void addTo(Slicer slicer, int batchRow) {
    for (int i = 0; i < keys(); i++) {
      List<String> found = row.isNullAt(i) ? List.of() : row.getList(i);
      found.stream().filter(key -> key != null).forEach(key -> slicer.add(key, batchRow));
    }
  }

  /** How many columns hold keys. */
  private int keys() {
    return row.size() - ExampleRows.PLACE.size() - 1;
  }

  @Override
  public byte[] buffer() {
    return example;
  }

  @Override
  public int offset() {
    return 0;
  }

  @Override
  public int length() {
    return example.length;
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public String positionUnit() {
    return row.getString(keys() + 1);
  }

  @Override
  public long position() {
    return row.getLong(keys() + 2);
  }

  @Override
  public void close() {
    // Spark ends the rows with their task.
  }
}
