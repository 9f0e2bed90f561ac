package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whatever a connector of Spark reads: BigQuery, Iceberg, Delta, partitioned tables of files.
 *
 * @param format the short name or the class of the connector, which stands on the class path
 * @param options of the connector
 * @param path for connectors that take one
 * @param table of a catalog of Spark, in place of all these
 * @param select Spark SQL expressions, one a column; all columns where there are none
 * @param where a condition in Spark SQL
 * @param decimals what becomes of decimals
 */
@Doc("Anything that a connector of Spark reads, such as BigQuery, or a table of a catalog.")
@Name("spark")
public record SparkFormat(
    @Doc("Short name or class of the connector, such as bigquery.") Optional<String> format,
    @Doc("Options of the connector.") @Default("{}") Map<String, String> options,
    @Doc("Path, for connectors that take one.") Optional<String> path,
    @Doc("Table of a catalog of Spark; or give format.") Optional<String> table,
    @Doc(ROWS_SELECT) @Default("[]") List<String> select,
    @Doc(ROWS_WHERE) Optional<String> where,
    @Doc(DECIMALS) @Default("number") Decimals decimals)
    implements TableFormat {
  /** Checks that there is one thing to read; throws {@link MillraceException} (usage). */
  public SparkFormat {
    options = Map.copyOf(options);
    select = List.copyOf(select);
    if (format.isPresent() == table.isPresent()) {
      throw MillraceException.usage(
          "format: found %s (expected: either a format or a table)"
              .formatted(format.isPresent() ? "a table, too" : "neither it nor a table"));
    }
  }
}
