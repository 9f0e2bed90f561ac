package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;
import java.util.List;
import java.util.Optional;

/**
 * Avro files; needs the package spark-avro of Spark.
 *
 * @param select Spark SQL expressions, one a column; all columns where there are none
 * @param where a condition in Spark SQL
 * @param decimals what becomes of decimals
 */
@Doc("Avro files; needs the package spark-avro of Spark.")
@Name("avro")
public record AvroFormat(
    @Doc(FILE_SELECT) @Default("[]") List<String> select,
    @Doc(FILE_WHERE) Optional<String> where,
    @Doc(DECIMALS) @Default("number") Decimals decimals)
    implements TableFormat {
  /** A copy that cannot change. */
  public AvroFormat {
    select = List.copyOf(select);
  }
}
