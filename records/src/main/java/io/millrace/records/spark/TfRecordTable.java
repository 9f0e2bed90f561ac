package io.millrace.records.spark;

import io.millrace.records.spark.files.FileListing;
import io.millrace.records.spark.files.HadoopSettings;
import io.millrace.records.spark.options.ListingOptions;
import io.millrace.records.spark.options.ReadOptions;
import io.millrace.records.spark.options.WriteOptions;
import io.millrace.records.spark.read.ScanSource;
import io.millrace.records.spark.read.TfRecordScanBuilder;
import io.millrace.records.spark.write.TfRecordWriteBuilder;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsDeleteV2;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** TFRecord files as a table of DataSource V2. */
final class TfRecordTable implements SupportsRead, SupportsWrite, SupportsDeleteV2 {
  private final StructType schema;
  private final List<String> partitionColumns;
  private final Map<String, String> properties;
  private volatile FileListing listing;
  private final boolean direct;

  /** What a catalog tells of the table; null if it is of none. */
  private Table entry;

  private TfRecordTable(
      StructType schema,
      List<String> partitionColumns,
      Map<String, String> properties,
      FileListing listing,
      boolean direct) {
    this.schema = schema;
    this.partitionColumns = partitionColumns;
    this.properties = properties;
    this.listing = listing;
    this.direct = direct;
  }

  /**
   * A table of a schema, which need not have the partition columns.
   *
   * @param listing its files; null if they have not been listed
   * @param direct whether it is a table of a catalog, or a save on its way: Spark writes by V2;
   *     otherwise it comes back by V1 with the save mode
   */
  static TfRecordTable of(
      StructType schema,
      List<String> partitionColumns,
      Map<String, String> properties,
      FileListing listing,
      boolean direct) {
    StructType all = Schemas.nullable(schema);
    if (listing != null) {
      StructType found = listing.partitionSchema(Optional.of(schema));
      for (StructField field : found.fields()) {
        if (partitionColumns.stream().anyMatch(field.name()::equalsIgnoreCase)) {
          all = Schemas.joined(all, new StructType().add(field));
        }
      }
    }
    for (String column : partitionColumns) {
      if (Schemas.field(all, column).isEmpty()) {
        throw new IllegalArgumentException(
            "found no column "
                + column
                + " to partition by (expected: one of "
                + String.join(", ", all.fieldNames())
                + ")");
      }
    }
    return new TfRecordTable(
        partitionsLast(all, partitionColumns),
        partitionColumns,
        Map.copyOf(properties),
        listing,
        direct);
  }

  /** The order of a scan's columns, which streams take to be that of the table. */
  private static StructType partitionsLast(StructType schema, List<String> partitionColumns) {
    StructType partitions = partitions(schema, partitionColumns);
    return Schemas.joined(Schemas.without(schema, partitions), partitions);
  }

  private static StructType partitions(StructType schema, List<String> partitionColumns) {
    StructType partitions = new StructType();
    for (String column : partitionColumns) {
      partitions = partitions.add(Schemas.field(schema, column).orElseThrow());
    }
    return partitions;
  }

  /** Lets the table tell of itself what a catalog does; options stay what they are. */
  TfRecordTable described(Table catalogEntry) {
    entry = catalogEntry;
    return this;
  }

  @Override
  public String name() {
    if (entry != null) {
      return entry.name();
    }
    return "tfrecord "
        + String.join(", ", SourceOptions.paths(new CaseInsensitiveStringMap(properties)));
  }

  @Override
  @SuppressWarnings("deprecation") // The columns() of newer Sparks come from here.
  public StructType schema() {
    return schema;
  }

  @Override
  public Transform[] partitioning() {
    return Schemas.transforms(partitionColumns);
  }

  @Override
  public Map<String, String> properties() {
    return entry == null ? properties : entry.properties();
  }

  @Override
  public Set<TableCapability> capabilities() {
    return EnumSet.of(
        TableCapability.BATCH_READ,
        TableCapability.MICRO_BATCH_READ,
        TableCapability.STREAMING_WRITE,
        TableCapability.TRUNCATE,
        TableCapability.OVERWRITE_BY_FILTER,
        TableCapability.OVERWRITE_DYNAMIC,
        direct ? TableCapability.BATCH_WRITE : TableCapability.V1_BATCH_WRITE);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap own) {
    return new TfRecordScanBuilder(source(own));
  }

  ScanSource source(CaseInsensitiveStringMap own) {
    SparkSession spark = SparkSession.active();
    CaseInsensitiveStringMap options = SourceOptions.merged(properties, own);
    StructType partitions = partitions(schema, partitionColumns);
    return new ScanSource(
        spark,
        SourceOptions.requirePaths(options),
        ReadOptions.of(options, spark.conf()),
        ListingOptions.of(options, spark.conf()),
        HadoopSettings.of(spark, options.asCaseSensitiveMap()),
        Schemas.without(schema, partitions),
        partitions,
        listing,
        direct);
  }

  @Override
  public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
    // Later reads of this table have to see what is written.
    listing = null;
    SparkSession spark = SparkSession.active();
    CaseInsensitiveStringMap options = SourceOptions.merged(properties, info.options());
    WriteBuilder builder =
        new TfRecordWriteBuilder(
            SourceOptions.requirePath(options),
            new WriteInfo(info, options),
            partitionColumns,
            WriteOptions.of(options, spark.conf()),
            HadoopSettings.of(spark, options.asCaseSensitiveMap()));
    return direct ? builder : new V1WriteBuilder(builder, options, partitionColumns);
  }

  @Override
  public boolean canDeleteWhere(Predicate[] predicates) {
    return DataDeletion.canDelete(predicates, partitions(schema, partitionColumns));
  }

  /** Deletes the files of partitions; hidden ones stay. */
  @Override
  public void deleteWhere(Predicate[] predicates) {
    // Later reads of this table have to see what is left.
    listing = null;
    DataDeletion.delete(
        predicates,
        partitions(schema, partitionColumns),
        SourceOptions.merged(properties, CaseInsensitiveStringMap.empty()));
  }

  /** What Spark says of a write, with the options of the table. */
  private record WriteInfo(LogicalWriteInfo spark, CaseInsensitiveStringMap options)
      implements LogicalWriteInfo {
    @Override
    public String queryId() {
      return spark.queryId();
    }

    @Override
    public StructType schema() {
      return spark.schema();
    }
  }
}
