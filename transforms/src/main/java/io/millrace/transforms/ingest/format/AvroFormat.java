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
    @Doc(
            "Columns, each a Spark SQL expression such as 'id' or 'to_json(tags) AS tags'; all by"
                + " default.")
        @Default("[]")
        List<String> select,
    @Doc("Rows to read, a condition in Spark SQL such as 'fare > 0'.") Optional<String> where,
    @Doc(
            "Decimals: number gives integers where they fit, else 32-bit floats; text gives all"
                + " digits.")
        @Default("number")
        Decimals decimals)
    implements TableFormat {
  /** A copy that cannot change. */
  public AvroFormat {
    select = List.copyOf(select);
  }
}
