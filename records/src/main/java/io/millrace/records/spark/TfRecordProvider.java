package io.millrace.records.spark;

import io.millrace.records.spark.files.FileListing;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.CreatableRelationProvider;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.sources.RelationProvider;
import org.apache.spark.sql.sources.SchemaRelationProvider;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.collection.JavaConverters;

/**
 * The entry of the source {@code tfrecord}, which Spark creates by its name. Reads, streams and
 * tables go through DataSource V2. Spark's save modes {@code errorifexists} and {@code ignore} and
 * the tables of Spark 3.5's own catalog exist in V1 only and are brought to V2 here.
 *
 * <p>An instance serves one load: it lists files once, and infers a schema at most once. All
 * methods run on the driver with an active session.
 */
public class TfRecordProvider
    implements TableProvider,
        DataSourceRegister,
        CreatableRelationProvider,
        RelationProvider,
        SchemaRelationProvider {
  private FileListing listing;

  /** Created by Spark. */
  public TfRecordProvider() {}

  @Override
  public String shortName() {
    return "tfrecord";
  }

  @Override
  public boolean supportsExternalMetadata() {
    return true;
  }

  /**
   * The columns of the records and of the folders.
   *
   * @throws IllegalArgumentException if a path or the files are missing, or an option is wrong
   */
  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    SourceOptions.requirePaths(options);
    return SourceSchema.infer(SparkSession.active(), options, listing(options).requireExisting());
  }

  @Override
  public Transform[] inferPartitioning(CaseInsensitiveStringMap options) {
    List<String> given = SourceOptions.partitionColumns(options);
    if (given.isEmpty() && !SourceOptions.paths(options).isEmpty()) {
      given = listing(options).partitionColumns();
    }
    return Schemas.transforms(given);
  }

  private FileListing listing(CaseInsensitiveStringMap options) {
    if (listing == null) {
      listing = SourceSchema.list(SparkSession.active(), options);
    }
    return listing;
  }

  @Override
  public TfRecordTable getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return TfRecordTable.of(
        schema, Schemas.partitionColumns(partitioning), properties, listing, isDirect(properties));
  }

  /** Spark's own catalog, from 4.0 on, says of which provider a table is; a plain save does not. */
  private static boolean isDirect(Map<String, String> properties) {
    CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(properties);
    return options.getBoolean(SourceOptions.DIRECT_WRITE, false)
        || TfRecordCatalog.isOurs(options.get("provider"));
  }

  /** A save in any mode. */
  @Override
  public BaseRelation createRelation(
      SQLContext context,
      SaveMode mode,
      scala.collection.immutable.Map<String, String> parameters,
      Dataset<Row> data) {
    CaseInsensitiveStringMap options = options(parameters);
    new SavedData(data, options).save(mode);
    return new TfRecordRelation(context, options, Schemas.nullable(data.schema()));
  }

  @Override
  public BaseRelation createRelation(
      SQLContext context, scala.collection.immutable.Map<String, String> parameters) {
    CaseInsensitiveStringMap options = options(parameters);
    return new TfRecordRelation(context, options, inferSchema(options));
  }

  @Override
  public BaseRelation createRelation(
      SQLContext context,
      scala.collection.immutable.Map<String, String> parameters,
      StructType schema) {
    return schema.isEmpty()
        ? createRelation(context, parameters)
        : new TfRecordRelation(context, options(parameters), schema);
  }

  /** All types, as the writer says more of those that it refuses. */
  @SuppressWarnings("MissingOverride") // Spark 3.5 does not ask.
  public boolean supportsDataType(DataType type) {
    return true;
  }

  @SuppressWarnings("deprecation") // The one conversion that both Scala 2.12 and 2.13 have.
  private static CaseInsensitiveStringMap options(
      scala.collection.immutable.Map<String, String> parameters) {
    return new CaseInsensitiveStringMap(JavaConverters.mapAsJavaMap(parameters));
  }
}
