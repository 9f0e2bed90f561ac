package io.millrace.transforms.ingest.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.ingest.format.Decimals;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.SparkRecords;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Lines and what Spark parsed of them, see {@link JsonSource}, as examples. */
final class EncodeJson implements FlatMapFunction<Iterator<InternalRow>, SparkRecords.Row> {
  private static final long serialVersionUID = 1L;
  private static final JsonFactory JSON = new JsonFactory();

  private final StructType schema;
  private final Decimals decimals;
  private final Origin origin = new Origin.File("line");

  /** Checks the schema; see {@link TableColumns#of}. */
  EncodeJson(String source, StructType schema, Decimals decimals) {
    TableColumns.of(source, schema, JsonSource.FIRST_FEATURE, decimals);
    this.schema = schema;
    this.decimals = decimals;
  }

  @Override
  public Iterator<SparkRecords.Row> call(Iterator<InternalRow> rows) {
    return new Lines(rows);
  }

  private final class Lines implements Iterator<SparkRecords.Row> {
    private final Iterator<InternalRow> rows;
    private final TableColumns columns =
        TableColumns.of("", schema, JsonSource.FIRST_FEATURE, decimals);
    private final ExampleBuilder example = new ExampleBuilder();
    private long line = -1;
    private SparkRecords.Row next;

    Lines(Iterator<InternalRow> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      try {
        while (next == null && rows.hasNext()) {
          InternalRow row = rows.next();
          line++;
          next = record(row);
        }
      } catch (Exception e) {
        throw EncodeRows.unreadable(e, origin, line + 1);
      }
      return next != null;
    }

    @Override
    public SparkRecords.Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      SparkRecords.Row found = next;
      next = null;
      return found;
    }

    /** The record of a line; null if it is blank. */
    private SparkRecords.Row record(InternalRow row) {
      byte[] text = row.getUTF8String(JsonSource.LINE_ORDINAL).getBytes();
      if (isBlank(text)) {
        return null;
      }
      String problem = problem(text);
      if (problem == null && row.getBoolean(JsonSource.MALFORMED_ORDINAL)) {
        problem = "found values that do not fit the types of their columns";
      }
      if (problem != null) {
        String expected = " (expected: one JSON object); mend the line, or remove it";
        return rejected("malformed_json", problem + expected, text);
      }
      try {
        columns.put(row, example.reset());
        return new SparkRecords.Row(example.toByteArray(), null);
      } catch (BadValueException e) {
        return rejected(e.reason(), e.getMessage(), text);
      }
    }

    private SparkRecords.Row rejected(String reason, String problem, byte[] text) {
      return new SparkRecords.Row(
          null,
          new RejectedRecordException(
              reason, origin.source(), origin.position(line), problem, text));
    }
  }

  private static boolean isBlank(byte[] text) {
    for (byte b : text) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  /**
   * Why the text is not one JSON object; null if it is. Spark takes no notice of what follows it.
   */
  private static String problem(byte[] text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "found " + parser.currentToken();
      }
      parser.skipChildren();
      return parser.nextToken() == null
          ? null
          : "column %,d: found more behind the object"
              .formatted(parser.currentTokenLocation().getColumnNr());
    } catch (JsonProcessingException e) {
      return "column %,d: found %s"
          .formatted(
              e.getLocation().getColumnNr(), e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      return "found " + e.getMessage();
    }
  }
}
