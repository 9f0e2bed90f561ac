package io.millrace.transforms.examples;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.ExampleCursor;
import io.millrace.records.MalformedExampleException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The examples of a part as rows of Spark: the columns, then {@link #PLACE}, then {@link #EXAMPLE}
 * if it is wanted. Belongs to one thread.
 */
public final class ExampleRows implements Iterator<Row> {
  /** Source, unit and position of {@link ExampleStream}. */
  public static final List<StructField> PLACE =
      List.of(
          DataTypes.createStructField("__millrace_source", DataTypes.StringType, false),
          DataTypes.createStructField("__millrace_unit", DataTypes.StringType, false),
          DataTypes.createStructField("__millrace_position", DataTypes.LongType, false));

  /** The bytes of the example. */
  public static final StructField EXAMPLE =
      DataTypes.createStructField("__millrace_example", DataTypes.BinaryType, false);

  private final ExampleStream examples;
  private final ExampleColumns columns;
  private final boolean bytes;
  private final ExampleCursor cursor = new ExampleCursor();
  private boolean ahead;
  private boolean ended;

  /** Rows of a part, with the bytes of the examples or without. */
  public ExampleRows(ExampleStream examples, ExampleColumns columns, boolean bytes) {
    this.examples = examples;
    this.columns = columns;
    this.bytes = bytes;
  }

  /** The type of the rows. */
  public static StructType type(ExampleColumns columns, boolean bytes) {
    StructType type = columns.type();
    for (StructField field : PLACE) {
      type = type.add(field);
    }
    return bytes ? type.add(EXAMPLE) : type;
  }

  @Override
  public boolean hasNext() {
    if (!ahead && !ended) {
      ahead = examples.next();
      ended = !ahead;
    }
    return ahead;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ahead = false;
    byte[] buffer = examples.buffer();
    int from = examples.offset();
    Object[] values = new Object[columns.size() + PLACE.size() + (bytes ? 1 : 0)];
    try {
      cursor.reset(buffer, from, examples.length());
      columns.read(cursor, buffer, values, 0);
    } catch (MalformedExampleException e) {
      throw examples.malformed(e);
    } catch (ExampleColumns.MisfitException e) {
      throw MillraceException.data(
          "%s: %s %,d: %s; give a schema"
              .formatted(
                  examples.source(), examples.positionUnit(), examples.position(), e.getMessage()));
    }
    int at = columns.size();
    values[at] = examples.source();
    values[at + 1] = examples.positionUnit();
    values[at + 2] = examples.position();
    if (bytes) {
      values[at + 3] = Arrays.copyOfRange(buffer, from, from + examples.length());
    }
    return RowFactory.create(values);
  }
}
