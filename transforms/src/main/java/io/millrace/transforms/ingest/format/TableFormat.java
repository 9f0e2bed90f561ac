package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.options.Doc;
import java.util.List;
import java.util.Optional;

/** Tables that Spark reads. */
@Doc("Tables that Spark reads.")
public sealed interface TableFormat extends InputFormat
    permits ParquetFormat,
        OrcFormat,
        AvroFormat,
        JsonFormat,
        JdbcFormat,
        SparkFormat,
        CustomFormat {
  /** What {@code select} of files says. */
  String FILE_SELECT =
      "Columns, each a Spark SQL expression such as 'id' or 'to_json(tags) AS tags'; all by"
          + " default.";

  /** What {@code where} of files says. */
  String FILE_WHERE = "Rows to read, a condition in Spark SQL such as 'fare > 0'.";

  /** What {@code select} of sources that are no files says. */
  String ROWS_SELECT = "Columns, each a Spark SQL expression; all by default.";

  /** What {@code where} of sources that are no files says. */
  String ROWS_WHERE = "Rows to read, a condition in Spark SQL.";

  /** What {@code decimals} says. */
  String DECIMALS =
      "Decimals: number gives integers where they fit, else 32-bit floats; text gives all digits.";

  /** Spark SQL expressions, one a column; all columns where there are none. */
  List<String> select();

  /** A condition in Spark SQL. */
  Optional<String> where();

  /** What becomes of decimals. */
  Decimals decimals();
}
