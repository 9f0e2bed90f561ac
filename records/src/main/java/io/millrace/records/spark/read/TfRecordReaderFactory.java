package io.millrace.records.spark.read;

import io.millrace.records.spark.options.ReadOptions;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads {@link TfRecordPartition}s, always into columnar batches: the data columns, then the
 * partition columns.
 */
public final class TfRecordReaderFactory implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  private final StructType dataColumns;
  private final StructType dataSchema;
  private final StructType partitionColumns;
  private final ReadOptions options;
  private final SerializableConfiguration hadoop;
  private final long limit;
  private final boolean countOnly;

  /**
   * Checks the columns.
   *
   * @param dataColumns those to read, that of corrupt records included where it is asked for; none
   *     in FAILFAST mode: payloads are not read
   * @param dataSchema all columns of the records: in modes other than FAILFAST, a record that does
   *     not fit them is malformed, whichever columns are read
   * @param partitionColumns one for each partition value of the slices
   * @param options how to read
   * @param hadoop for the file systems
   * @param limit the most rows of a partition; -1: all
   * @param countOnly whether a partition gives one row with one bigint: the number of its rows
   * @throws IllegalArgumentException if a column has a type that the records cannot hold
   */
  public TfRecordReaderFactory(
      StructType dataColumns,
      StructType dataSchema,
      StructType partitionColumns,
      ReadOptions options,
      SerializableConfiguration hadoop,
      long limit,
      boolean countOnly) {
    ReadColumns.of(dataColumns, dataSchema, options);
    this.dataColumns = dataColumns;
    this.dataSchema = dataSchema;
    this.partitionColumns = partitionColumns;
    this.options = options;
    this.hadoop = hadoop;
    this.limit = limit;
    this.countOnly = countOnly;
  }

  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return true;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    throw new UnsupportedOperationException("rows (expected: columnar batches are asked for)");
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    boolean framesOnly = dataColumns.isEmpty() && options.framesTellAll();
    SliceSequence slices =
        new SliceSequence(
            ((TfRecordPartition) partition).slices(), options, hadoop.value(), framesOnly);
    PartitionReader<ColumnarBatch> reader =
        framesOnly
            ? new FrameReader(slices, partitionColumns, limit)
            : new ColumnarReader(
                slices,
                ReadColumns.of(dataColumns, dataSchema, options),
                partitionColumns,
                options,
                limit);
    return countOnly ? new CountReader(reader) : reader;
  }
}
