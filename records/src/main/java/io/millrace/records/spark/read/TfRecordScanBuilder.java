package io.millrace.records.spark.read;

import io.millrace.records.spark.files.PartitionFilter;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.expressions.aggregate.AggregateFunc;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.aggregate.CountStar;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Takes from a query what the source does better than Spark: the choice of columns, filters on
 * partition columns, a limit, and {@code count(*)}.
 */
public final class TfRecordScanBuilder
    implements ScanBuilder,
        SupportsPushDownRequiredColumns,
        SupportsPushDownV2Filters,
        SupportsPushDownLimit,
        SupportsPushDownAggregates {
  private final ScanSource source;
  private StructType dataColumns;
  private StructType partitionColumns;
  private final List<Predicate> filters = new ArrayList<>();
  private boolean isFiltered;
  private long limit = ScanRequest.ALL;
  private boolean countOnly;

  /** A builder that takes all columns until it is told otherwise. */
  public TfRecordScanBuilder(ScanSource source) {
    this.source = source;
    this.dataColumns = source.dataSchema();
    this.partitionColumns = source.partitionSchema();
  }

  @Override
  public void pruneColumns(StructType required) {
    dataColumns = only(source.dataSchema(), required);
    partitionColumns = only(source.partitionSchema(), required);
  }

  private static StructType only(StructType schema, StructType required) {
    StructType result = new StructType();
    for (StructField field : schema.fields()) {
      for (StructField wanted : required.fields()) {
        if (wanted.name().equals(field.name())) {
          result = result.add(field);
        }
      }
    }
    return result;
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] predicates) {
    List<Predicate> rest = new ArrayList<>();
    for (Predicate predicate : predicates) {
      if (PartitionFilter.of(predicate, source.partitionSchema()) == null) {
        rest.add(predicate);
      } else {
        filters.add(predicate);
      }
    }
    isFiltered = !rest.isEmpty();
    return rest.toArray(Predicate[]::new);
  }

  @Override
  public Predicate[] pushedPredicates() {
    return filters.toArray(Predicate[]::new);
  }

  @Override
  public boolean pushLimit(int rows) {
    limit = rows;
    return true;
  }

  @Override
  public boolean isPartiallyPushed() {
    return true;
  }

  /** Takes {@code count(*)} if each record is a row, which the frames alone then tell. */
  @Override
  public boolean pushAggregation(Aggregation aggregation) {
    AggregateFunc[] functions = aggregation.aggregateExpressions();
    countOnly =
        !isFiltered
            && source.options().framesTellAll()
            && functions.length == 1
            && functions[0] instanceof CountStar
            && aggregation.groupByExpressions().length == 0;
    return countOnly;
  }

  @Override
  public Scan build() {
    StructType none = new StructType();
    return new TfRecordScan(
        source,
        new ScanRequest(
            countOnly ? none : dataColumns,
            countOnly ? none : partitionColumns,
            List.copyOf(filters),
            limit,
            countOnly));
  }
}
