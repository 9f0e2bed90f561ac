package io.millrace.transforms.testing;

import org.apache.spark.sql.SparkSession;

/** The Spark of benchmarks. */
public final class BenchmarkSession {
  private BenchmarkSession() {}

  /** Local mode on this machine's loopback address; the caller stops it. */
  public static SparkSession start(String cores) {
    return SparkSession.builder()
        .master("local[" + cores + "]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate();
  }
}
