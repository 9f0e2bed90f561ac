package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.examples.ExampleColumns;
import io.millrace.transforms.examples.ExampleInput;
import io.millrace.transforms.examples.ExampleRows;
import io.millrace.transforms.examples.ExampleSql;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
  private static final String OPTION = "slice_keys_sql";

  private final SparkSession spark;
  private final ExampleSql sql;
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
        new ExampleSql(spark, OPTION, known),
        given ? ExampleColumns.of(known, expressions) : ExampleColumns.strict(known, expressions),
        expressions);
  }

  private SqlSlices(
      SparkSession spark, ExampleSql sql, ExampleColumns columns, List<String> expressions) {
    this.spark = spark;
    this.sql = sql;
    this.columns = columns;
    this.expressions = expressions;
  }

  /**
   * The examples with their keys, partition by partition as the parts of the input: arrays of keys,
   * then {@link ExampleRows#PLACE} and {@link ExampleRows#EXAMPLE}.
   *
   * @throws MillraceException (usage) if an expression cannot be understood, or its value is no key
   */
  JavaRDD<Row> keyed(ExampleInput input) {
    ExampleColumns taskColumns = columns;
    Dataset<Row> examples =
        spark.createDataFrame(
            input.map(part -> new ExampleRows(part, taskColumns, true)),
            ExampleRows.type(columns, true));
    List<Column> selected = new ArrayList<>();
    for (String expression : expressions) {
      selected.add(keys(expression));
    }
    ExampleRows.PLACE.forEach(field -> selected.add(functions.col(field.name())));
    selected.add(functions.col(ExampleRows.EXAMPLE.name()));
    return examples.select(selected.toArray(new Column[0])).toJavaRDD();
  }

  private Column keys(String expression) {
    DataType type = sql.typeOf(expression);
    Column value = functions.expr(expression);
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
}
