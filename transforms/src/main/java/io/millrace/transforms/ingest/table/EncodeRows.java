package io.millrace.transforms.ingest.table;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.ingest.format.Decimals;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.SparkRecords;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Rows of one schema as examples, one at a time. */
final class EncodeRows implements FlatMapFunction<Iterator<InternalRow>, SparkRecords.Row> {
  private static final long serialVersionUID = 1L;

  private final StructType schema;
  private final Decimals decimals;
  private final Origin origin;

  /** Checks the schema; see {@link TableColumns#of}. */
  EncodeRows(String source, StructType schema, Decimals decimals, Origin origin) {
    TableColumns.of(source, schema, 0, decimals);
    this.schema = schema;
    this.decimals = decimals;
    this.origin = origin;
  }

  @Override
  public Iterator<SparkRecords.Row> call(Iterator<InternalRow> rows) {
    return new Rows(rows);
  }

  private final class Rows implements Iterator<SparkRecords.Row> {
    private final Iterator<InternalRow> rows;
    private final TableColumns columns = TableColumns.of("", schema, 0, decimals);
    private final ExampleBuilder example = new ExampleBuilder();
    private long count;

    Rows(Iterator<InternalRow> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      try {
        return rows.hasNext();
      } catch (Exception e) {
        throw unreadable(e, origin, count);
      }
    }

    @Override
    public SparkRecords.Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      InternalRow row;
      try {
        row = rows.next();
      } catch (Exception e) {
        throw unreadable(e, origin, count);
      }
      long index = count++;
      try {
        columns.put(row, example.reset());
        return new SparkRecords.Row(example.toByteArray(), null);
      } catch (BadValueException e) {
        return new SparkRecords.Row(null, rejected(e, row, index));
      }
    }

    private RejectedRecordException rejected(BadValueException e, InternalRow row, long index) {
      String text = String.valueOf(row.toSeq(schema));
      byte[] content =
          text.substring(0, Math.min(RejectedRecordException.KEPT_BYTES, text.length()))
              .getBytes(StandardCharsets.UTF_8);
      return new RejectedRecordException(
          e.reason(), origin.source(), origin.position(index), e.getMessage(), content);
    }
  }

  /** What a failure of Spark's readers means: nothing behind this row can be read. */
  static RuntimeException unreadable(Exception e, Origin origin, long row) {
    TaskContext task = TaskContext.get();
    if (e instanceof MillraceException ours) {
      return ours;
    }
    if (e instanceof TaskKilledException killed) {
      return killed;
    }
    if (task != null && task.isInterrupted()) {
      return new TaskKilledException();
    }
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return MillraceException.data(
        "%s: %s: cannot be read: found %s (expected: intact data that all columns fit); fetch it again, or leave it out"
            .formatted(origin.source(), origin.position(row), oneLine(cause)),
        e);
  }

  /** The first line of what an exception says. */
  static String oneLine(Throwable e) {
    String message = String.valueOf(e.getMessage());
    String first = message.lines().filter(line -> !line.isBlank()).findFirst().orElse(message);
    return e.getClass().getSimpleName() + ": " + first.strip();
  }
}
