package io.millrace.records.spark;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalog.Column;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partition columns of the table of Spark's catalog at some place. V1 does not say which table
 * it reads or writes; this is asked where no file is there yet that would tell.
 */
final class CatalogPartitions {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogPartitions.class);

  private static final Path ROOT = new Path("/");
  private static final Pattern LOCATION = Pattern.compile("^Location: (.*)$", Pattern.MULTILINE);
  private static final int TABLE_NAME = 1;
  private static final int INFORMATION = 3;

  private CatalogPartitions() {}

  /** The partition columns; none if no table is at the place. */
  static List<String> of(SparkSession spark, String location, Configuration hadoop) {
    URI wanted = place(location, hadoop);
    try {
      for (Row database : spark.sql("SHOW DATABASES").collectAsList()) {
        String name = database.getString(0);
        for (Row table : tables(spark, name)) {
          Matcher place = LOCATION.matcher(table.getString(INFORMATION));
          if (place.find() && wanted.equals(place(place.group(1), hadoop))) {
            return partitionColumns(spark, name, table.getString(TABLE_NAME));
          }
        }
      }
    } catch (AnalysisException e) {
      LOG.warn("{}: the catalog does not say how the table is partitioned", location, e);
    }
    return List.of();
  }

  /** All tables of a database at once, without looking at their files. */
  private static List<Row> tables(SparkSession spark, String database) {
    String name = "`" + database.replace("`", "``") + "`";
    return spark.sql("SHOW TABLE EXTENDED IN " + name + " LIKE '*'").collectAsList();
  }

  private static URI place(String location, Configuration hadoop) {
    return new Path(location).makeQualified(FileSystem.getDefaultUri(hadoop), ROOT).toUri();
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
