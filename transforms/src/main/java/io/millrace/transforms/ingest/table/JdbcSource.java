package io.millrace.transforms.ingest.table;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.ingest.format.JdbcFormat;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.span.SpanQuery;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/**
 * A table or a query of a database, through Spark's JDBC reader and the driver on the class path.
 * Rows are sorted within each partition unless asked not to: databases promise no order. Memory: as
 * Spark's sort, which spills.
 */
public final class JdbcSource extends RowsSource {
  private static final String DEFAULT_FETCH_ROWS = "10000";

  private final JdbcFormat format;
  private final OptionalLong span;

  /**
   * A source with these options.
   *
   * @param span the number that {@code @span} and its kin stand for in the query
   */
  public JdbcSource(JdbcFormat format, OptionalLong span) {
    super(format);
    this.format = format;
    this.span = span;
  }

  @Override
  String name() {
    String what = format.table().map(table -> "table " + table).orElse("query");
    return format.url().split("[?;]", 2)[0] + " " + what;
  }

  @Override
  Dataset<Row> rows(SourceContext context) {
    Map<String, String> options = new HashMap<>();
    // Without it, some drivers hold all rows in memory.
    options.put("fetchsize", DEFAULT_FETCH_ROWS);
    // A timestamp without a zone stays what it is, wherever the job runs.
    options.put("preferTimestampNTZ", "true");
    options.putAll(format.properties());
    options.put("url", format.url());
    format.user().ifPresent(user -> options.put("user", user));
    format.passwordEnv().ifPresent(name -> options.put("password", password(name)));
    format.driver().ifPresent(driver -> options.put("driver", driver));
    options.put("dbtable", format.table().orElseGet(this::subquery));
    format
        .partitions()
        .ifPresent(
            parts -> {
              options.put("partitionColumn", parts.column());
              options.put("lowerBound", parts.lowerBound());
              options.put("upperBound", parts.upperBound());
              options.put("numPartitions", Integer.toString(parts.count()));
            });
    return TableFiles.session(context).read().format("jdbc").options(options).load();
  }

  private String subquery() {
    String query = spanned(format.query().orElseThrow(), span).strip();
    String bare = query.endsWith(";") ? query.substring(0, query.length() - 1) : query;
    return "(" + bare + ") millrace_query";
  }

  /** The query for a span; throws (usage) if it asks for one and there is none. */
  static String spanned(String query, OptionalLong span) {
    if (span.isPresent()) {
      return SpanQuery.substitute(query, span.getAsLong());
    }
    if (SpanQuery.usesSpan(query)) {
      throw MillraceException.usage(
          "query: found @span (expected: a span to put there); give a span, or take it out");
    }
    return query;
  }

  private static String password(String variable) {
    String password = System.getenv(variable);
    if (password == null) {
      throw MillraceException.usage(
          "password_env: %s: no such environment variable (expected: the password in it); export it where the driver runs"
              .formatted(variable));
    }
    return password;
  }

  @Override
  Dataset<Row> ordered(Dataset<Row> chosen) {
    Column[] columns =
        Arrays.stream(chosen.schema().fields())
            .map(StructField::name)
            .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new);
    return format.sorted() ? chosen.sortWithinPartitions(columns) : chosen;
  }
}
