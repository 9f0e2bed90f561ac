package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;
import java.util.List;
import java.util.Optional;

/**
 * ORC files.
 *
 * @param select Spark SQL expressions, one a column; all columns where there are none
 * @param where a condition in Spark SQL
 * @param decimals what becomes of decimals
 */
@Doc("ORC files.")
@Name("orc")
public record OrcFormat(
    @Doc(FILE_SELECT) @Default("[]") List<String> select,
    @Doc(FILE_WHERE) Optional<String> where,
    @Doc(DECIMALS) @Default("number") Decimals decimals)
    implements TableFormat {
  /** A copy that cannot change. */
  public OrcFormat {
    select = List.copyOf(select);
  }
}
