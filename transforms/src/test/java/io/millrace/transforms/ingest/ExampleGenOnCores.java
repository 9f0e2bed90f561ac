package io.millrace.transforms.ingest;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Ingests tables in a JVM whose Spark has a number of cores of its own. */
public final class ExampleGenOnCores {
  private ExampleGenOnCores() {}

  /**
   * Runs ExampleGen for each format.
   *
   * @param args the master, the folder of the input, the folder for what comes of it
   */
  public static void main(String[] args) throws Exception {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(args[0])
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "localhost");
    try (SparkSession session = builder.getOrCreate()) {
      // Runs take the session that is there.
      ExampleGenRuns runs = new ExampleGenRuns(Path.of(args[2]));
      for (String format : new String[] {"parquet", "json"}) {
        runs.run(Map.of("input", args[1] + "/*." + format, "format", format, "shards", 3));
      }
    }
  }
}
