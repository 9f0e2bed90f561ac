package io.millrace.model.testing;

import org.apache.spark.sql.SparkSession;

/** The Spark session of the tests of this module: one per JVM, two threads. */
public final class SparkTestSession {
  private SparkTestSession() {}

  /** The session; it lives as long as the JVM. */
  public static SparkSession get() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("millrace-model-tests")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "localhost")
        .config("spark.sql.shuffle.partitions", 2)
        .getOrCreate();
  }
}
