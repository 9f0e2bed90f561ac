package io.millrace.records.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalog.Column;
import org.apache.spark.sql.catalog.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partition columns of the table of Spark's catalog at some place. V1 does not say which table
 * it reads or writes; this is asked where no file is there yet that would tell.
 */
final class CatalogPartitions {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogPartitions.class);

  private CatalogPartitions() {}

  /** The partition columns; none if no table is at the place. */
  static List<String> of(SparkSession spark, String location) {
    String wanted = place(location);
    try {
      for (Row database : spark.sql("SHOW DATABASES").collectAsList()) {
        String name = database.getString(0);
        for (Table table : spark.catalog().listTables(name).collectAsList()) {
          if (!table.isTemporary() && wanted.equals(locationOf(spark, name, table.name()))) {
            return partitionColumns(spark, name, table.name());
          }
        }
      }
    } catch (AnalysisException e) {
      LOG.warn("{}: the catalog does not say how the table is partitioned", location, e);
    }
    return List.of();
  }

  private static String place(String location) {
    String text = new Path(location).toUri().getPath();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private static String locationOf(SparkSession spark, String database, String table) {
    String name = "`" + database + "`.`" + table + "`";
    for (Row row : spark.sql("DESCRIBE TABLE EXTENDED " + name).collectAsList()) {
      if ("Location".equals(row.getString(0))) {
        return place(row.getString(1));
      }
    }
    return "";
  }

  private static List<String> partitionColumns(SparkSession spark, String database, String table)
      throws AnalysisException {
    List<String> columns = new ArrayList<>();
    for (Column column : spark.catalog().listColumns(database, table).collectAsList()) {
      if (column.isPartition()) {
        columns.add(column.name());
      }
    }
    return columns;
  }
}
