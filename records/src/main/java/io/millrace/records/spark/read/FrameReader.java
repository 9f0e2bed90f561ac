package io.millrace.records.spark.read;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Counts records into batches that have rows but no data columns. Belongs to one thread. */
final class FrameReader implements PartitionReader<ColumnarBatch> {
  private static final int BATCH_ROWS = 1 << 16;

  private final SliceSequence slices;
  private final StructType partitionColumns;
  private long rowsLeft;
  private ColumnarBatch batch;

  FrameReader(SliceSequence slices, StructType partitionColumns, long limit) {
    this.slices = slices;
    this.partitionColumns = partitionColumns;
    this.rowsLeft = limit < 0 ? Long.MAX_VALUE : limit;
  }

  @Override
  public boolean next() throws IOException {
    while (rowsLeft > 0) {
      int mostRows = (int) Math.min(BATCH_ROWS, rowsLeft);
      int rows = 0;
      while (rows < mostRows && slices.nextRecord()) {
        rows++;
      }
      if (rows > 0) {
        rowsLeft -= rows;
        batch.setNumRows(rows);
        return true;
      }
      if (!slices.nextSlice()) {
        return false;
      }
      batch = new ColumnarBatch(ConstantVector.append(List.of(), partitionColumns, slices.slice()));
    }
    return false;
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
