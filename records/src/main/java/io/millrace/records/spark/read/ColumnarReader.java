package io.millrace.records.spark.read;

import io.millrace.records.CorruptRecordException;
import io.millrace.records.MalformedExampleException;
import io.millrace.records.spark.files.SliceReader;
import io.millrace.records.spark.options.ReadMode;
import io.millrace.records.spark.options.ReadOptions;
import java.io.IOException;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Reads records into batches. A batch has the records that lie in the reader's buffer together, so
 * that its byte strings need not be copied; it is valid until the next one. Belongs to one thread.
 */
final class ColumnarReader implements PartitionReader<ColumnarBatch> {
  private static final int FIRST_ROWS = 64;

  private final SliceSequence slices;
  private final ReadColumns columns;
  private final RecordDecoder decoder;
  private final StructType partitionColumns;
  private final ReadMode mode;
  private final int batchRows;
  private long rowsLeft;
  private int reservedRows;
  private ColumnarBatch batch;

  ColumnarReader(
      SliceSequence slices,
      ReadColumns columns,
      StructType partitionColumns,
      ReadOptions options,
      long limit) {
    this.slices = slices;
    this.columns = columns;
    this.decoder = columns.decoder();
    this.partitionColumns = partitionColumns;
    this.mode = options.mode();
    this.batchRows = options.batchRows();
    this.rowsLeft = limit < 0 ? Long.MAX_VALUE : limit;
    reserve(Math.min(FIRST_ROWS, batchRows));
  }

  @Override
  public boolean next() throws IOException {
    while (rowsLeft > 0) {
      if (slices.nextRecord()) {
        int rows = fill(slices.reader());
        if (rows > 0) {
          rowsLeft -= rows;
          columns.endBatch(rows);
          batch.setNumRows(rows);
          return true;
        }
      } else if (slices.nextSlice()) {
        batch = new ColumnarBatch(vectors());
      } else {
        return false;
      }
    }
    return false;
  }

  private ColumnVector[] vectors() {
    return ConstantVector.append(columns.vectors(), partitionColumns, slices.slice());
  }

  /** Decodes the current record and those that lie behind it in the buffer. */
  private int fill(SliceReader reader) throws IOException {
    int mostRows = (int) Math.min(batchRows, rowsLeft);
    byte[] buffer = reader.buffer();
    columns.startBatch(buffer);
    int row = 0;
    do {
      if (row == reservedRows) {
        reserve(Math.min(2 * reservedRows, batchRows));
      }
      if (decode(reader, buffer, row)) {
        row++;
      }
    } while (row < mostRows && reader.nextBuffered());
    return row;
  }

  private void reserve(int rows) {
    columns.reserveRows(rows);
    reservedRows = rows;
  }

  private boolean decode(SliceReader reader, byte[] buffer, int row) throws IOException {
    CorruptRecordException damage = reader.damage();
    if (damage != null) {
      showCorrupt(reader, row, damage);
      return true;
    }
    try {
      decoder.decode(buffer, reader.offset(), reader.length(), row);
      return true;
    } catch (MismatchException | MalformedExampleException e) {
      decoder.clear(row);
      return malformed(reader, row, e);
    }
  }

  private boolean malformed(SliceReader reader, int row, RuntimeException cause)
      throws IOException {
    if (mode == ReadMode.FAILFAST) {
      throw error(reader, cause);
    }
    if (cause instanceof MismatchException e) {
      slices.drop(e.found(), e.expected());
    } else {
      MalformedExampleException e = (MalformedExampleException) cause;
      slices.drop(e.found(), e.expected());
    }
    if (mode == ReadMode.DROPMALFORMED) {
      return false;
    }
    showCorrupt(reader, row, columns.corrupt() instanceof TextVector ? error(reader, cause) : null);
    return true;
  }

  private static CorruptRecordException error(SliceReader reader, RuntimeException cause) {
    if (cause instanceof MismatchException e) {
      return reader.malformed(e.found(), e.expected(), e.advice(), null);
    }
    MalformedExampleException e = (MalformedExampleException) cause;
    return reader.malformed(
        "%s at byte %,d of the record".formatted(e.found(), e.byteOffset()),
        e.expected(),
        "set recordType to what the file holds, or write it again",
        e);
  }

  private void showCorrupt(SliceReader reader, int row, CorruptRecordException error) {
    if (columns.corrupt() instanceof TextVector text) {
      text.set(row, error.getMessage());
    } else if (columns.corrupt() instanceof BytesVector bytes) {
      bytes.set(row, reader.offset(), reader.length());
    }
  }

  @Override
  public ColumnarBatch get() {
    return batch;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return slices.metrics();
  }

  @Override
  public void close() throws IOException {
    slices.close();
  }
}
