package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Doc;

/**
 * How the rows of a database are divided among tasks. Bounds divide, they leave no row out.
 *
 * @param column a number, a date or a timestamp
 * @param lowerBound where the second part begins, about
 * @param upperBound where the last part begins, about
 * @param count of parts
 */
@Doc("How rows of a database are divided among tasks.")
public record JdbcPartitions(
    @Doc("Column to divide by: a number, date or timestamp.") String column,
    @Doc("Its smallest value, about; no row is left out.") String lowerBound,
    @Doc("Its largest value, about; no row is left out.") String upperBound,
    @Doc("Parts, each read by a connection of its own.") int count) {
  /** Checks the count; throws {@link MillraceException} (usage). */
  public JdbcPartitions {
    if (count < 1) {
      throw MillraceException.usage("count: %d (expected: >= 1)".formatted(count));
    }
  }
}
