package io.millrace.transforms.ingest.table;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.ingest.format.JsonFormat;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceRecords;
import io.millrace.transforms.ingest.source.SparkRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * JSON lines: one object a line, in UTF-8; blank lines are none. The columns are those of all lines
 * of an input split together, their types by Spark's inference over all of them. A line that is no
 * single object is rejected.
 */
public final class JsonSource implements ExampleSource {
  private static final String LINE = "__millrace_line";
  private static final String PARSED = "__millrace_parsed";
  private static final String MALFORMED = "__millrace_malformed";

  /** Columns in front of those that become features. */
  static final int LINE_ORDINAL = 0;

  static final int MALFORMED_ORDINAL = 1;
  static final int FIRST_FEATURE = 2;

  private final JsonFormat format;

  /** A source with these options. */
  public JsonSource(JsonFormat format) {
    this.format = format;
  }

  @Override
  public SourceRecords prepare(SourceContext context, List<InputFiles> inputs) {
    SparkSession session = TableFiles.session(context);
    // As in all files of JSON lines, a lone carriage return is no end.
    Map<String, String> options = Map.of("lineSep", "\n");
    List<JavaRDD<SparkRecords.Row>> found = new ArrayList<>();
    for (InputFiles input : inputs) {
      String place = input.place();
      Dataset<Row> lines = TableFiles.load(session, "text", options, input);
      StructType schema = TableFiles.explained(place, () -> inferred(session, lines));
      if (schema.isEmpty()) {
        throw MillraceException.data(
            place
                + ": found no JSON object with a value (expected: JSON lines, one object a line);"
                + " is it one array over many lines?");
      }
      Dataset<Row> rows = TableFiles.explained(place, () -> parsed(lines, schema));
      EncodeJson encode = new EncodeJson(place, rows.schema(), format.decimals());
      found.add(FileOrder.sorted(place, InternalRows.of(rows)).mapPartitions(encode));
    }
    return new SparkRecords(Payload.EXAMPLE, found, TableFiles.bytes(inputs), OptionalLong.empty());
  }

  private static StructType inferred(SparkSession session, Dataset<Row> lines) {
    StructType all =
        session
            .read()
            .option("columnNameOfCorruptRecord", MALFORMED)
            .json(lines.as(Encoders.STRING()))
            .schema();
    StructField[] fields =
        Arrays.stream(all.fields())
            .filter(field -> !field.name().equals(MALFORMED))
            .toArray(StructField[]::new);
    return new StructType(fields);
  }

  private Dataset<Row> parsed(Dataset<Row> lines, StructType schema) {
    Map<String, String> options =
        Map.of("mode", "PERMISSIVE", "columnNameOfCorruptRecord", MALFORMED);
    StructType withMalformed = schema.add(MALFORMED, DataTypes.StringType);
    Column line = functions.col("value");
    Dataset<Row> rows =
        lines.select(line.as(LINE), functions.from_json(line, withMalformed, options).as(PARSED));
    Column parsed = rows.col(PARSED);
    // Null as a whole is malformed, too; blank lines are told from it by the line.
    Column malformed = parsed.isNull().or(parsed.getField(MALFORMED).isNotNull());
    List<Column> columns = new ArrayList<>(List.of(rows.col(LINE), malformed.as(MALFORMED)));
    for (StructField field : schema.fields()) {
      columns.add(parsed.getField(field.name()).as(field.name()));
    }
    Dataset<Row> flat = rows.select(columns.toArray(Column[]::new));
    if (format.where().isPresent()) {
      flat = flat.where(functions.col(MALFORMED).or(functions.expr(format.where().get())));
    }
    if (format.select().isEmpty()) {
      return flat;
    }
    List<String> chosen = new ArrayList<>(List.of(LINE, MALFORMED));
    chosen.addAll(format.select());
    return flat.selectExpr(chosen.toArray(String[]::new));
  }
}
