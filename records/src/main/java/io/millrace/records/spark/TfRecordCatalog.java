package io.millrace.records.spark;

import java.util.Map;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.DelegatingCatalogExtension;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Spark's own catalog, whose TFRecord tables are read and written by DataSource V2 only: set {@code
 * spark.sql.catalog.spark_catalog=io.millrace.records.spark.TfRecordCatalog}. On Spark 3.5, which
 * knows V1 for its own catalog, this brings CREATE TABLE AS SELECT, INSERT OVERWRITE of partitions,
 * and the speed of columnar reads to SQL tables. All other tables are as without it.
 */
public final class TfRecordCatalog extends DelegatingCatalogExtension {
  /** Created by Spark. */
  public TfRecordCatalog() {}

  /** Whether a table's provider is this source. */
  static boolean isOurs(String provider) {
    return provider != null
        && (SourceOptions.SHORT_NAMES.stream().anyMatch(provider::equalsIgnoreCase)
            || provider.equals(TfRecordProvider.class.getName())
            || provider.equals(TfRecordsProvider.class.getName()));
  }

  @Override
  public Table loadTable(Identifier ident) throws NoSuchTableException {
    return ours(super.loadTable(ident));
  }

  @Override
  public Table createTable(
      Identifier ident, StructType schema, Transform[] partitions, Map<String, String> properties)
      throws TableAlreadyExistsException, NoSuchNamespaceException {
    return ours(super.createTable(ident, schema, partitions, properties));
  }

  @Override
  public Table createTable(
      Identifier ident, Column[] columns, Transform[] partitions, Map<String, String> properties)
      throws TableAlreadyExistsException, NoSuchNamespaceException {
    return ours(super.createTable(ident, columns, partitions, properties));
  }

  @Override
  public Table alterTable(Identifier ident, TableChange... changes) throws NoSuchTableException {
    return ours(super.alterTable(ident, changes));
  }

  /** Null stays null: newer Sparks then load the table. */
  @SuppressWarnings("deprecation") // The columns() of newer Sparks come from schema().
  private static Table ours(Table table) {
    if (table == null
        || table instanceof TfRecordTable
        || !isOurs(table.properties().get(TableCatalog.PROP_PROVIDER))) {
      return table;
    }
    Map<String, String> options = SourceOptions.ofTable(table.properties());
    String location = table.properties().get(TableCatalog.PROP_LOCATION);
    if (location != null) {
      options.keySet().removeIf("path"::equalsIgnoreCase);
      options.put("path", location);
    }
    TfRecordProvider provider = new TfRecordProvider();
    CaseInsensitiveStringMap map = new CaseInsensitiveStringMap(options);
    boolean inferred = table.schema().isEmpty();
    return provider
        .getTable(
            inferred ? provider.inferSchema(map) : table.schema(),
            inferred ? provider.inferPartitioning(map) : table.partitioning(),
            direct(options))
        .described(table);
  }

  private static Map<String, String> direct(Map<String, String> options) {
    options.put(SourceOptions.DIRECT_WRITE, "true");
    return options;
  }
}
