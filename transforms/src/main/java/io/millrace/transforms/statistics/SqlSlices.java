package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.ExampleCursor;
import io.millrace.records.MalformedExampleException;
import io.millrace.transforms.examples.ExampleColumns;
import io.millrace.transforms.examples.ExampleInput;
import io.millrace.transforms.examples.ExampleStream;
import io.millrace.transforms.examples.SqlErrors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tensorflow.metadata.v0.Schema;

/**
 * Slices by expressions in Spark's SQL over the features of an example. The value of an expression
 * is the key of the slice, as text; a struct gives {@code name_value} of its fields, joined by
 * {@code _}, as TFX's {@code SELECT STRUCT(...)} does; an array gives a slice for each of its
 * elements. An example is in no slice of an expression that is null, or a struct with a null in it.
 * Spark evaluates all expressions in the one scan; only the features that they name become columns.
 */
final class SqlSlices {
  /** The columns behind the keys: the bytes of the example and where they come from. */
  static final List<StructField> PLACE =
      List.of(
          DataTypes.createStructField("__millrace_example", DataTypes.BinaryType, false),
          DataTypes.createStructField("__millrace_source", DataTypes.StringType, false),
          DataTypes.createStructField("__millrace_unit", DataTypes.StringType, false),
          DataTypes.createStructField("__millrace_position", DataTypes.LongType, false));

  private static final String OPTION = "slice_keys_sql";

  /** Features that an error lists. */
  private static final int SHOWN = 20;

  private final SparkSession spark;
  private final StructType known;
  private final ExampleColumns columns;
  private final List<String> expressions;

  /**
   * Slices.
   *
   * @param schema types the columns: see {@link ExampleColumns}; without features, the first
   *     examples do
   */
  static SqlSlices of(
      SparkSession spark, ExampleInput input, Schema schema, List<String> expressions) {
    boolean given = schema.getFeatureCount() > 0;
    Schema known = given ? schema : FirstExamples.schema(input);
    return new SqlSlices(
        spark,
        ExampleColumns.all(known).type(),
        given ? ExampleColumns.of(known, expressions) : ExampleColumns.strict(known, expressions),
        expressions);
  }

  private SqlSlices(
      SparkSession spark, StructType known, ExampleColumns columns, List<String> expressions) {
    this.spark = spark;
    this.known = known;
    this.columns = columns;
    this.expressions = expressions;
  }

  /**
   * The examples with their keys, partition by partition as the parts of the input: arrays of keys,
   * then {@link #PLACE}.
   *
   * @throws MillraceException (usage) if an expression cannot be understood, or its value is no key
   */
  JavaRDD<Row> keyed(ExampleInput input) {
    StructType type = columns.type();
    for (StructField field : PLACE) {
      type = type.add(field);
    }
    ExampleColumns taskColumns = columns;
    Dataset<Row> examples =
        spark.createDataFrame(input.map(part -> new Rows(part, taskColumns)), type);
    List<Column> selected = new ArrayList<>();
    for (String expression : expressions) {
      selected.add(keys(expression));
    }
    PLACE.forEach(field -> selected.add(functions.col(field.name())));
    return examples.select(selected.toArray(new Column[0])).toJavaRDD();
  }

  private Column keys(String expression) {
    DataType type;
    Column value = functions.expr(expression);
    try {
      // Over all features, so that Spark suggests those.
      type = spark.createDataFrame(List.of(), known).select(value).schema().fields()[0].dataType();
    } catch (Exception e) {
      throw MillraceException.usage(
          OPTION
              + ": "
              + expression
              + ": "
              + SqlErrors.firstLine(e)
              + " (expected: Spark SQL over the features, such as "
              + Arrays.stream(known.fieldNames()).limit(SHOWN).toList()
              + ")");
    }
    if (type instanceof ArrayType array) {
      DataType element = array.elementType();
      key(expression, value, element);
      return functions.transform(value, e -> key(expression, e, element));
    }
    return functions.array(key(expression, value, type));
  }

  private static Column key(String expression, Column value, DataType type) {
    if (type instanceof StructType struct) {
      List<Column> parts = new ArrayList<>();
      for (StructField field : struct.fields()) {
        String separator = parts.isEmpty() ? "" : "_";
        parts.add(functions.lit(separator + field.name() + "_"));
        parts.add(key(expression, value.getField(field.name()), field.dataType()));
      }
      return functions.concat(parts.toArray(new Column[0]));
    }
    if (!(type instanceof AtomicType || type instanceof NullType)
        || type.equals(DataTypes.BinaryType)) {
      throw MillraceException.usage(
          "%s: %s: found a value of type %s (expected: a text, number or truth, a struct of such, or an array of either)"
              .formatted(OPTION, expression, type.simpleString()));
    }
    return value.cast(DataTypes.StringType);
  }

  /** The examples of a part as rows. */
  private static final class Rows implements Iterator<Row> {
    private final ExampleStream examples;
    private final ExampleColumns columns;
    private final ExampleCursor cursor = new ExampleCursor();
    private boolean ahead;
    private boolean ended;

    Rows(ExampleStream examples, ExampleColumns columns) {
      this.examples = examples;
      this.columns = columns;
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
      Object[] values = new Object[columns.size() + PLACE.size()];
      try {
        cursor.reset(buffer, from, examples.length());
        columns.read(cursor, buffer, values, 0);
      } catch (MalformedExampleException e) {
        throw examples.malformed(e);
      } catch (ExampleColumns.MisfitException e) {
        throw MillraceException.data(
            "%s: %s %,d: %s; give StatisticsGen a schema"
                .formatted(
                    examples.source(),
                    examples.positionUnit(),
                    examples.position(),
                    e.getMessage()));
      }
      int at = columns.size();
      values[at] = Arrays.copyOfRange(buffer, from, from + examples.length());
      values[at + 1] = examples.source();
      values[at + 2] = examples.positionUnit();
      values[at + 3] = examples.position();
      return RowFactory.create(values);
    }
  }
}
