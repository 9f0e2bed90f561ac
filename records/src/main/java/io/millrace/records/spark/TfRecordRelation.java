package io.millrace.records.spark;

import io.millrace.records.spark.files.FileListing;
import io.millrace.records.spark.files.HadoopSettings;
import io.millrace.records.spark.read.ScanSource;
import io.millrace.records.spark.read.TfRecordScanBuilder;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.InsertableRelation;
import org.apache.spark.sql.sources.PrunedFilteredScan;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A table of Spark 3.5's own catalog, which reads and writes by V1: the readers are those of V2,
 * their rows are handed over one by one.
 */
final class TfRecordRelation extends BaseRelation
    implements PrunedFilteredScan, InsertableRelation {
  private final transient SQLContext context;
  private final CaseInsensitiveStringMap options;
  private final StructType schema;

  TfRecordRelation(SQLContext context, CaseInsensitiveStringMap options, StructType schema) {
    this.context = context;
    this.options = options;
    this.schema = schema;
  }

  @Override
  public SQLContext sqlContext() {
    return context;
  }

  @Override
  public StructType schema() {
    return schema;
  }

  /** Rows are Catalyst's own. */
  @Override
  public boolean needConversion() {
    return false;
  }

  @Override
  public RDD<Row> buildScan(String[] requiredColumns, Filter[] filters) {
    ScanSource source = table().source(CaseInsensitiveStringMap.empty());
    TfRecordScanBuilder builder = new TfRecordScanBuilder(source);
    StructType required = new StructType();
    for (String column : requiredColumns) {
      required = required.add(Schemas.field(schema, column).orElseThrow());
    }
    builder.pruneColumns(required);
    // Spark evaluates all filters again: these only leave out files.
    builder.pushPredicates(
        Arrays.stream(filters)
            .map(V1Filters::predicate)
            .filter(predicate -> predicate != null)
            .toArray(Predicate[]::new));
    Scan scan = builder.build();
    return BatchRows.of(context.sparkSession(), scan, requiredColumns);
  }

  private TfRecordTable table() {
    return TfRecordTable.of(
        schema, partitionColumns(true), options.asCaseSensitiveMap(), null, true);
  }

  /**
   * Spark does not hand them over: those of the option, of the folders, or of the catalog. It is
   * not asked for a read where there are files, as it is slow if it has many tables.
   */
  private List<String> partitionColumns(boolean isRead) {
    List<String> given = SourceOptions.partitionColumns(options);
    if (!given.isEmpty()) {
      return given;
    }
    FileListing listing = SourceSchema.list(context.sparkSession(), options);
    List<String> found = listing.partitionColumns();
    if (!found.isEmpty() || (isRead && !listing.isEmpty())) {
      return found;
    }
    SparkSession spark = context.sparkSession();
    return CatalogPartitions.of(
        spark,
        SourceOptions.requirePath(options),
        HadoopSettings.of(spark, options.asCaseSensitiveMap()));
  }

  @Override
  public void insert(Dataset<Row> data, boolean overwrite) {
    new SavedData(data, options)
        .partitionedBy(partitionColumns(false))
        .save(overwrite ? SaveMode.Overwrite : SaveMode.Append);
  }
}
