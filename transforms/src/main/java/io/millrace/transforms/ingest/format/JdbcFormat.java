package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table or a query of a database that has a JDBC driver.
 *
 * @param url of the database; holds no password
 * @param table or query, one of them
 * @param query with {@code @span} and its kin where a span is ingested
 * @param user of the database
 * @param passwordEnv the environment variable of the driver process that holds the password
 * @param driver the class, where the URL does not tell it
 * @param properties of the driver, and of Spark's reader, such as {@code fetchsize}
 * @param partitions where several tasks are to read
 * @param sorted whether rows are sorted within each task, so that equal tables give equal examples
 * @param select Spark SQL expressions, one a column; all columns where there are none
 * @param where a condition in Spark SQL
 * @param decimals what becomes of decimals
 */
@Doc("A table or a query of a database, by its JDBC driver.")
@Name("jdbc")
public record JdbcFormat(
    @Doc("URL of the database, such as jdbc:postgresql://host/db; without a password.") String url,
    @Doc("Table to read; or give query.") Optional<String> table,
    @Doc(
            "Query to read, which may name @span, @span_begin_timestamp, @span_end_timestamp,"
                + " @span_yyyymmdd_utc.")
        Optional<String> query,
    @Doc("User of the database.") Optional<String> user,
    @Doc("Environment variable that holds the password.") Optional<String> passwordEnv,
    @Doc("Class of the driver, where the URL does not tell it.") Optional<String> driver,
    @Doc("Properties of the driver and of Spark's reader, such as {fetchsize: 10000}.")
        @Default("{}")
        Map<String, String> properties,
    @Doc("A column to divide the rows by, so that several tasks read.")
        Optional<JdbcPartitions> partitions,
    @Doc("Whether rows are sorted, so that equal tables give equal examples.") @Default("true")
        boolean sorted,
    @Doc(ROWS_SELECT) @Default("[]") List<String> select,
    @Doc(ROWS_WHERE) Optional<String> where,
    @Doc(DECIMALS) @Default("number") Decimals decimals)
    implements TableFormat {
  /** Checks that there is one thing to read; throws {@link MillraceException} (usage). */
  public JdbcFormat {
    properties = Map.copyOf(properties);
    select = List.copyOf(select);
    if (!url.startsWith("jdbc:")) {
      throw MillraceException.usage(
          "url: '%s' (expected: a JDBC URL, such as jdbc:postgresql://host/database)"
              .formatted(url));
    }
    if (table.isPresent() == query.isPresent()) {
      throw MillraceException.usage(
          "table: found %s (expected: either a table or a query)"
              .formatted(table.isPresent() ? "a query, too" : "neither it nor a query"));
    }
  }
}
