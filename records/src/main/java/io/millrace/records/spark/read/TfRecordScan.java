package io.millrace.records.spark.read;

import io.millrace.records.spark.files.DataFile;
import io.millrace.records.spark.files.PartitionFilter;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.SupportsRuntimeV2Filtering;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;

/** A read that Spark has planned; always columnar. */
final class TfRecordScan implements Scan, SupportsReportStatistics, SupportsRuntimeV2Filtering {
  private final ScanSource source;
  private final ScanRequest request;
  private List<Predicate> runtimeFilters = List.of();

  TfRecordScan(ScanSource source, ScanRequest request) {
    this.source = source;
    this.request = request;
  }

  @Override
  public StructType readSchema() {
    return request.schema();
  }

  @Override
  public String description() {
    return "tfrecord " + String.join(", ", source.paths()) + ", " + request.description();
  }

  @Override
  public Batch toBatch() {
    return new TfRecordBatch(source, request, runtimeFilters);
  }

  @Override
  public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
    return new TfRecordMicroBatchStream(source, request, checkpointLocation);
  }

  @Override
  public ColumnarSupportMode columnarSupportMode() {
    return ColumnarSupportMode.SUPPORTED;
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return ReadMetrics.supported();
  }

  /** The bytes of the files whose partitions are read. */
  @Override
  public Statistics estimateStatistics() {
    long bytes =
        TfRecordBatch.accepted(source, source.files(), request.filters()).stream()
            .mapToLong(DataFile::length)
            .sum();
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return OptionalLong.of(Math.max(1, bytes));
      }

      @Override
      public OptionalLong numRows() {
        return OptionalLong.empty();
      }
    };
  }

  /** The partition columns: what Spark learns of them while it runs leaves out files. */
  @Override
  public NamedReference[] filterAttributes() {
    return Arrays.stream(request.partitionColumns().fieldNames())
        .map(name -> Expressions.column('`' + name.replace("`", "``") + '`'))
        .toArray(NamedReference[]::new);
  }

  @Override
  public void filter(Predicate[] predicates) {
    runtimeFilters =
        Arrays.stream(predicates)
            .filter(p -> PartitionFilter.of(p, source.partitionSchema()) != null)
            .toList();
  }
}
