package io.millrace.transforms.examples;

import io.millrace.artifacts.MillraceException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.tensorflow.metadata.v0.Schema;

/** Expressions in Spark's SQL over the features of examples, before any example is read. */
public final class ExampleSql {
  /** Features that an error lists. */
  private static final int SHOWN = 20;

  private final SparkSession spark;
  private final String option;
  private final StructType features;

  /**
   * Expressions over the features of a schema.
   *
   * @param option that holds the expressions, for messages
   */
  public ExampleSql(SparkSession spark, String option, Schema schema) {
    this.spark = spark;
    this.option = option;
    this.features = ExampleColumns.all(schema).type();
  }

  /**
   * The type of an expression's value.
   *
   * @throws MillraceException (usage) if Spark does not understand it
   */
  public DataType typeOf(String expression) {
    try {
      // Over all features, not those that are read: Spark suggests names like a wrong one.
      return spark
          .createDataFrame(List.of(), features)
          .select(functions.expr(expression))
          .schema()
          .fields()[0]
          .dataType();
    } catch (Exception e) {
      throw MillraceException.usage(
          "%s: %s: %s (expected: Spark SQL over the features, such as %s)"
              .formatted(
                  option,
                  expression,
                  SqlErrors.firstLine(e),
                  Arrays.stream(features.fieldNames()).limit(SHOWN).toList()));
    }
  }
}
