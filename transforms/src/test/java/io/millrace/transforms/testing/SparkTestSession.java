package io.millrace.transforms.testing;

import org.apache.spark.sql.SparkSession;

/** The Spark session that all tests of a JVM share: two cores, no web page, no port. */
public final class SparkTestSession {
  private SparkTestSession() {}

  /** The session, started on first use and stopped with the JVM. */
  public static SparkSession get() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("millrace-tests")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 2)
        .getOrCreate();
  }
}
