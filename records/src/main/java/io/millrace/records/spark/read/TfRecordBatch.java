package io.millrace.records.spark.read;

import io.millrace.records.spark.files.DataFile;
import io.millrace.records.spark.files.FileSlice;
import io.millrace.records.spark.files.PartitionFilter;
import io.millrace.records.spark.files.SlicePlanner;
import io.millrace.records.spark.options.ReadOptions;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** The tasks of a scan. Equal batches read the same, so that Spark runs one of them. */
final class TfRecordBatch implements Batch {
  private final ScanSource source;
  private final ScanRequest request;
  private final List<Predicate> runtimeFilters;

  TfRecordBatch(ScanSource source, ScanRequest request, List<Predicate> runtimeFilters) {
    this.source = source;
    this.request = request;
    this.runtimeFilters = runtimeFilters;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    List<Predicate> filters = new ArrayList<>(request.filters());
    filters.addAll(runtimeFilters);
    List<DataFile> files = accepted(source, source.existingFiles(), filters);
    InputPartition[] partitions = partitions(source, request, files);
    // Spark sums the counts of the tasks, and the sum of none would be null.
    return partitions.length == 0 && request.countOnly()
        ? new InputPartition[] {new TfRecordPartition(new FileSlice[0])}
        : partitions;
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return readerFactory(source, request);
  }

  /** The files whose partition values pass all filters. */
  static List<DataFile> accepted(ScanSource source, List<DataFile> all, List<Predicate> filters) {
    List<DataFile> files = all;
    for (Predicate filter : filters) {
      PartitionFilter test = PartitionFilter.of(filter, source.partitionSchema());
      files = files.stream().filter(file -> test.accepts(file.partitionValues())).toList();
    }
    return files;
  }

  static InputPartition[] partitions(ScanSource source, ScanRequest request, List<DataFile> files) {
    int[] kept = places(source.partitionSchema(), request.partitionColumns());
    Map<Object[], Object[]> known = new IdentityHashMap<>();
    List<DataFile> wanted =
        files.stream()
            .map(
                file ->
                    file.withPartitionValues(
                        known.computeIfAbsent(file.partitionValues(), all -> pick(all, kept))))
            .toList();
    ReadOptions options = source.options();
    boolean splits = options.splittable() && !request.fitsABatch(options.batchRows());
    return SlicePlanner.plan(wanted, options, splits, source.spark(), source.hadoop()).stream()
        .map(TfRecordPartition::new)
        .toArray(InputPartition[]::new);
  }

  private static int[] places(StructType all, StructType some) {
    int[] places = new int[some.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = all.fieldIndex(some.apply(i).name());
    }
    return places;
  }

  private static Object[] pick(Object[] all, int[] places) {
    Object[] some = new Object[places.length];
    for (int i = 0; i < places.length; i++) {
      some[i] = all[places[i]];
    }
    return some;
  }

  static PartitionReaderFactory readerFactory(ScanSource source, ScanRequest request) {
    return new TfRecordReaderFactory(
        request.dataColumns(),
        source.dataSchema(),
        request.partitionColumns(),
        source.options(),
        new SerializableConfiguration(source.hadoop()),
        request.limit(),
        request.countOnly());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TfRecordBatch batch
        && source.equals(batch.source)
        && request.equals(batch.request)
        && runtimeFilters.equals(batch.runtimeFilters);
  }

  @Override
  public int hashCode() {
    return Objects.hash(source, request);
  }
}
