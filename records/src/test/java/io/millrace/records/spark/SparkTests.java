package io.millrace.records.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a test JVM: two threads, no user interface. */
public final class SparkTests {
  private static SparkSession session;

  private SparkTests() {}

  /** The session; it stays open until the JVM ends. */
  public static synchronized SparkSession session() {
    if (session == null) {
      session =
          SparkSession.builder()
              .master("local[2]")
              .appName("records-tests")
              .config("spark.ui.enabled", "false")
              .config("spark.sql.shuffle.partitions", "2")
              .config("spark.sql.session.timeZone", "UTC")
              .config("spark.sql.warehouse.dir", "target/spark-warehouse")
              .config("spark.driver.host", "localhost")
              .getOrCreate();
    }
    return session;
  }

  /** The physical plan as text. Spark 4 has the method in a class that Spark 3.5 has not. */
  public static String plan(Dataset<Row> data) {
    try {
      Object execution = data.getClass().getMethod("queryExecution").invoke(data);
      return execution.getClass().getMethod("executedPlan").invoke(execution).toString();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
