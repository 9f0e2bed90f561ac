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
  /** Spark SQL expressions, one a column; all columns where there are none. */
  List<String> select();

  /** A condition in Spark SQL. */
  Optional<String> where();

  /** What becomes of decimals. */
  Decimals decimals();
}
