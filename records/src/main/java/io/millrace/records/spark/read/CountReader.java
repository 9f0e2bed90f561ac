package io.millrace.records.spark.read;

import java.io.IOException;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Gives one row: the number of rows that another reader gives. */
final class CountReader implements PartitionReader<ColumnarBatch> {
  private final PartitionReader<ColumnarBatch> counted;
  private final LongVector count = new LongVector(DataTypes.LongType);
  private boolean done;

  CountReader(PartitionReader<ColumnarBatch> counted) {
    this.counted = counted;
    count.reserveRows(1);
  }

  @Override
  public boolean next() throws IOException {
    if (done) {
      return false;
    }
    long rows = 0;
    while (counted.next()) {
      rows += counted.get().numRows();
    }
    count.set(0, rows);
    count.endBatch(1);
    done = true;
    return true;
  }

  @Override
  public ColumnarBatch get() {
    return new ColumnarBatch(new ColumnVector[] {count}, 1);
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return counted.currentMetricsValues();
  }

  @Override
  public void close() throws IOException {
    counted.close();
  }
}
