package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A class of the user's.
 *
 * @param className that implements {@code RowSource} and has a constructor without parameters
 * @param input whatever the class takes: a path, an address; none where it takes none
 * @param options whatever the class takes
 * @param select Spark SQL expressions, one a column; all columns where there are none
 * @param where a condition in Spark SQL
 * @param decimals what becomes of decimals
 */
@Doc("A Java class of your own that gives rows.")
@Name("custom")
public record CustomFormat(
    @Doc("Class on the class path that implements RowSource.") @Name("class") String className,
    @Doc("What the class is to read, handed to it as it is.") @Default("''") String input,
    @Doc("Options, handed to the class as they are.") @Default("{}") Map<String, String> options,
    @Doc(ROWS_SELECT) @Default("[]") List<String> select,
    @Doc(ROWS_WHERE) Optional<String> where,
    @Doc(DECIMALS) @Default("number") Decimals decimals)
    implements TableFormat {
  /** Copies that cannot change. */
  public CustomFormat {
    options = Map.copyOf(options);
    select = List.copyOf(select);
  }
}
