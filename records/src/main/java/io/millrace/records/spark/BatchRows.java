package io.millrace.records.spark;

import io.millrace.records.spark.files.JavaSerialized;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.TaskCompletionListener;

/** The rows of a columnar scan, one by one, as V1 takes them; each is valid until the next. */
final class BatchRows implements Iterator<InternalRow> {
  private final PartitionReader<ColumnarBatch> reader;
  private final int[] places;
  private Iterator<InternalRow> rows = Collections.emptyIterator();

  private BatchRows(PartitionReader<ColumnarBatch> reader, int[] places) {
    this.reader = reader;
    this.places = places;
  }

  /** The rows of a scan with their columns in the given order. */
  @SuppressWarnings("unchecked") // needConversion() says that the rows are Catalyst's.
  static RDD<Row> of(SparkSession spark, Scan scan, String[] columns) {
    Batch batch = scan.toBatch();
    List<JavaSerialized<InputPartition>> partitions =
        Arrays.stream(batch.planInputPartitions()).map(JavaSerialized::of).toList();
    int[] places =
        Arrays.stream(columns).mapToInt(name -> scan.readSchema().fieldIndex(name)).toArray();
    Task task = new Task(batch.createReaderFactory(), places);
    JavaRDD<InternalRow> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(partitions, Math.max(1, partitions.size()))
            .mapPartitions(task::rows);
    return (RDD<Row>) (RDD<?>) rows.rdd();
  }

  private record Task(PartitionReaderFactory readers, int[] places) implements Serializable {
    Iterator<InternalRow> rows(Iterator<JavaSerialized<InputPartition>> partitions)
        throws IOException {
      if (!partitions.hasNext()) {
        return Collections.emptyIterator();
      }
      InputPartition partition = partitions.next().value();
      PartitionReader<ColumnarBatch> reader = readers.createColumnarReader(partition);
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) end -> close(reader));
      return new BatchRows(reader, places);
    }

    private static void close(PartitionReader<ColumnarBatch> reader) {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public boolean hasNext() {
    try {
      while (!rows.hasNext()) {
        if (!reader.next()) {
          return false;
        }
        rows = ordered(reader.get()).rowIterator();
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ColumnarBatch ordered(ColumnarBatch batch) {
    ColumnVector[] columns = new ColumnVector[places.length];
    for (int i = 0; i < places.length; i++) {
      columns[i] = batch.column(places[i]);
    }
    return new ColumnarBatch(columns, batch.numRows());
  }

  @Override
  public InternalRow next() {
    return rows.next();
  }
}
