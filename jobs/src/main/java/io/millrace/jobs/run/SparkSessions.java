package io.millrace.jobs.run;

import io.millrace.artifacts.MillraceException;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Starts Spark with settings that suit a command line. */
public final class SparkSessions {
  private SparkSessions() {}

  /**
   * The settings of a run. Those of {@code spark-submit} and of the command line win over those of
   * the pipeline file; without any master it is all cores of this machine.
   */
  public static SparkConf settings(
      String name, Map<String, String> fromFile, Optional<String> master) {
    SparkConf conf = new SparkConf();
    fromFile.forEach(conf::setIfMissing);
    master.ifPresent(conf::setMaster);
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", "millrace " + name);
    conf.set("spark.ui.showConsoleProgress", "false");
    // TensorFlow's notes on how it was built are no warnings to act on.
    conf.setIfMissing("spark.executorEnv.TF_CPP_MIN_LOG_LEVEL", "2");
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.driver.host", "localhost");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      // A task without memory fails and is reported, instead of ending the process from within.
      conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
      // What running tasks have counted comes with the heartbeats.
      conf.setIfMissing("spark.executor.heartbeatInterval", "1s");
    }
    return conf;
  }

  /** Hadoop's settings as Spark will see them, for use before it has started. */
  public static Configuration hadoop(SparkConf conf) {
    Configuration hadoop = new Configuration();
    for (Tuple2<String, String> setting : conf.getAllWithPrefix("spark.hadoop.")) {
      hadoop.set(setting._1(), setting._2());
    }
    return hadoop;
  }

  /**
   * Starts Spark.
   *
   * @throws MillraceException of category usage if the master's URL is wrong, else environment
   */
  public static SparkSession start(SparkConf conf) {
    try {
      return SparkSession.builder().config(conf).getOrCreate();
    } catch (Exception e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("aster URL")) {
        throw MillraceException.usage(
            "--master "
                + conf.get("spark.master")
                + ": Spark does not know this master (expected: such as local[4],"
                + " spark://host:7077, yarn or k8s://https://host:port)");
      }
      throw MillraceException.environment(
          "Spark cannot start at " + conf.get("spark.master") + ": " + message, e);
    }
  }
}
