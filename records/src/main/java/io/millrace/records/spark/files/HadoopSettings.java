package io.millrace.records.spark.files;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;
import scala.collection.Iterator;

/** Hadoop's settings as a session sees them. */
public final class HadoopSettings {
  private HadoopSettings() {}

  /** Those of the Spark context, and over them those of the session, as Spark's own sources do. */
  public static Configuration of(SparkSession session) {
    Configuration hadoop = new Configuration(session.sparkContext().hadoopConfiguration());
    Iterator<Tuple2<String, String>> settings = session.conf().getAll().iterator();
    while (settings.hasNext()) {
      Tuple2<String, String> setting = settings.next();
      if (setting._2() != null) {
        hadoop.set(setting._1(), setting._2());
      }
    }
    return hadoop;
  }

  /** The same, and over them the options of a read or write, but for those that name its files. */
  public static Configuration of(SparkSession session, Map<String, String> options) {
    Configuration hadoop = of(session);
    options.forEach(
        (key, value) -> {
          if (value != null && !key.equalsIgnoreCase("path") && !key.equalsIgnoreCase("paths")) {
            hadoop.set(key, value);
          }
        });
    return hadoop;
  }
}
