package io.millrace.transforms.ingest.table;

import io.millrace.artifacts.MillraceException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.QueryExecution;

/** The rows of a dataset as Spark holds them, without objects for values. */
final class InternalRows {
  private InternalRows() {}

  /** The rows; each is valid only until the next one of its partition is asked for. */
  static JavaRDD<InternalRow> of(Dataset<?> dataset) {
    try {
      // The class that has this method is another in Spark 3.5 than in Spark 4.0.
      MethodHandle plan =
          MethodHandles.publicLookup()
              .findVirtual(
                  dataset.getClass(),
                  "queryExecution",
                  MethodType.methodType(QueryExecution.class));
      return ((QueryExecution) plan.invoke(dataset)).toRdd().toJavaRDD();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw MillraceException.internal("This Spark has no query execution", e);
    }
  }
}
